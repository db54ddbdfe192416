"""The data set for people who use it: typed frames, its version, and how to cite it.

Imports pandas and nothing heavier, and never touches the network.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cartrials.schema.definition import tables
from cartrials.shipped import shipped

if TYPE_CHECKING:
    import pandas as pd

    from cartrials.evidence import Evidence

CURATED = "curated_endpoint"


class DataVersion(NamedTuple):
    """The version of the data set and the SHA-256 of its content."""

    version: str
    content_hash: str


def resources() -> tuple[str, ...]:
    """Return the names that `load` takes."""
    return (*tables(), CURATED)


def load(resource: str) -> pd.DataFrame:
    """Return one table of the data set as a typed frame.

    Parameters:
        resource: a name among `resources()`; `curated_endpoint` is computed from the reported rows.

    Returns:
        A new frame, nullable dtypes: string, Int64, Float64, boolean, datetime64[s]. Its `attrs` hold
        `data_version` and `content_hash`.

    Raises:
        KeyError: there is no such table; the message names those there are.
    """
    if resource not in resources():
        raise KeyError(f"There is no table {resource!r}; there are {', '.join(resources())}.")
    if resource == CURATED:
        from cartrials.curate import curated_endpoint

        frame = curated_endpoint(shipped_evidence())
    else:
        frame = _typed(resource).copy()
    frame.attrs.update(zip(("data_version", "content_hash"), data_version(), strict=True))
    return frame


def _text(resource: str) -> pd.DataFrame:
    import pandas as pd

    path = shipped("datapackage") / "data" / f"{resource}.csv"
    return pd.read_csv(path, dtype="string", keep_default_na=False, na_values=[""], encoding="utf-8")


@cache
def _typed(resource: str) -> pd.DataFrame:
    from cartrials.schema.stage import type_tables

    text = {resource: _text(resource)}
    return type_tables(text, {resource: tables()[resource]})[0].tables[resource]


@cache
def shipped_evidence() -> Evidence:
    """Return every table of the data set, typed and as text."""
    from cartrials.schema.stage import type_tables

    return type_tables({name: _text(name) for name in tables()}, tables())[0]


def content_hash(folder: Path) -> str:
    """Return the SHA-256 of the tables in the folder of a package: names and bytes, in the order of the names."""
    digest = hashlib.sha256()
    for path in sorted((folder / "data").glob("*.csv")):
        digest.update(f"{path.name}\n{path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def data_version() -> DataVersion:
    """Return the version of the data set that came with this installation, and the hash of its content."""
    folder = shipped("datapackage")
    descriptor: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return DataVersion(descriptor["version"], content_hash(folder))


def cite(source_id: str | None = None) -> str:
    """Return how to cite the data set, or one of its sources.

    Parameters:
        source_id: a key of the table `source`; the data set when None.

    Raises:
        KeyError: there is no such source; the message names the nearest.
    """
    if source_id is None:
        version = data_version()
        return (
            f"cartrials maintainers. cartrials: published evidence of CAR-T trials, figure by figure. "
            f"Version {version.version}, content {version.content_hash[:12]}. CC0-1.0."
        )
    sources = _typed("source").set_index("source_id")
    if source_id not in sources.index:
        from difflib import get_close_matches

        near = get_close_matches(source_id, list(sources.index), 1, 0.4)
        raise KeyError(f"There is no source {source_id!r}." + (f" Did you mean {near[0]!r}?" if near else ""))
    cells = {name: str(value) for name, value in sources.loc[source_id].dropna().items()}
    parts = [
        cells.get("first_author"),
        cells.get("container"),
        cells.get("year") or cells.get("published_on"),
        cells.get("registry_id"),
        f"doi:{cells['doi']}" if "doi" in cells else None,
        f"PMID {cells['pmid']}" if "pmid" in cells else None,
        cells.get("url") if "doi" not in cells and "pmid" not in cells else None,
    ]
    said = ". ".join(part.rstrip(".") for part in parts if part)
    return f"{said}." if said else f"{source_id} (a {cells['kind']} document; its title and authors are not recorded)."
