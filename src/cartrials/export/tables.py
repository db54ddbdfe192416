"""What is exported: every table of a lawful package and the curated endpoints, typed and as text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cartrials.dataset import CURATED, content_hash
from cartrials.schema.definition import Field, tables

if TYPE_CHECKING:
    import pandas as pd

DISCLAIMER = "Not for clinical decisions."
CURATION_FIELDS = ("preferred_to", "preferred_because", "left_out")


class Unlawful(ValueError):
    """The package has findings of structure or schema, so that what it holds is not known."""


@dataclass(frozen=True, slots=True)
class Exported:
    """The tables of a package as they are exported: frames by name, and what is said about them."""

    frames: dict[str, pd.DataFrame]
    about: dict[str, str]
    folder: Path


def exported_tables(descriptor: Path) -> Exported:
    """Return the typed tables of a package, `curated_endpoint` among them.

    Parameters:
        descriptor: the descriptor of the package.

    Raises:
        Unreadable: the descriptor cannot be read.
        Unlawful: the package has findings of the families PKG or TBL.
    """
    from cartrials.curate import curated_endpoint
    from cartrials.package.descriptor import read_descriptor
    from cartrials.package.structure import read_package
    from cartrials.schema.stage import check_schema

    package = read_package(descriptor, tables())
    evidence, cells = check_schema(package, tables())
    if package.findings or cells:
        raise Unlawful(
            f"{descriptor}: the package has {len(package.findings) + len(cells)} findings of structure or schema; "
            f"run 'cartrials validate {descriptor}' and mend them first."
        )
    about = read_descriptor(descriptor)
    frames = dict(evidence.tables)
    frames[CURATED] = curated_endpoint(evidence)
    return Exported(
        frames,
        {
            "name": str(about.get("name", "")),
            "title": str(about.get("title", "")),
            "version": str(about.get("version", "")),
            "content_hash": content_hash(descriptor.parent),
            "disclaimer": DISCLAIMER,
        },
        descriptor.parent,
    )


def fields_of(name: str) -> tuple[Field, ...]:
    """Return the fields of an exported table; those of `curated_endpoint` are the endpoint's and three of its own."""
    if name != CURATED:
        return tables()[name].fields
    own = tuple(Field(field, "string", field, "", "", {}, None) for field in CURATION_FIELDS)
    return (*tables()["endpoint"].fields, *own)
