"""The descriptor of a data package: found, read within bounds, and never believed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NoReturn

from cartrials.schema.definition import Table, schema_descriptor
from cartrials.shipped import shipped

MAX_BYTES = 20_000_000


class Unreadable(Exception):
    """Input that cannot be read at all; the message says which, why, and what to do."""


def locate(package: Path | None) -> Path:
    """Return the descriptor that `package` means.

    Parameters:
        package: a descriptor, a folder with `datapackage.json` or `datapackage/datapackage.json` in it, or None
            for the one below the working directory and, where there is none, the one of this installation.

    Raises:
        Unreadable: there is no such file.
    """
    if package is None:
        here = Path("datapackage") / "datapackage.json"
        return here if here.is_file() else shipped("datapackage") / "datapackage.json"
    candidates = (
        [package / "datapackage.json", package / "datapackage" / "datapackage.json"] if package.is_dir() else [package]
    )
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    raise Unreadable(
        f"{package}: there is no data package here; name a datapackage.json or its folder, "
        "or make a new one with 'cartrials init FOLDER'."
    )


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _refuse_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"the name {name!r} stands twice in one object")
        found[name] = value
    return found


def read_descriptor(path: Path) -> dict[str, Any]:
    """Return the JSON object in `path`.

    Raises:
        Unreadable: it cannot be opened, is over 20 MB, no UTF-8, no JSON, nested too deep, names something twice,
            or is no object.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise Unreadable(f"{path}: a descriptor of {size} bytes is over the limit of {MAX_BYTES}.")
        text = path.read_text(encoding="utf-8")
        descriptor = json.loads(text, object_pairs_hook=_refuse_duplicates, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise Unreadable(
            f"{path}:{error.lineno}:{error.colno}: this is not JSON ({error.msg}); "
            "generate the descriptor again or mend the line."
        ) from error
    except UnicodeDecodeError as error:
        raise Unreadable(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8.") from error
    except RecursionError as error:
        raise Unreadable(f"{path}: the JSON is nested too deep to be a descriptor.") from error
    except OSError as error:
        raise Unreadable(f"{path}: cannot be opened ({error.strerror}).") from error
    except ValueError as error:
        raise Unreadable(f"{path}: this is not lawful JSON: {error}.") from error
    if not isinstance(descriptor, dict):
        raise Unreadable(f"{path}: a descriptor is a JSON object, and this is a {type(descriptor).__name__}.")
    return descriptor


def resource_descriptor(table: Table) -> dict[str, Any]:
    """Return the resource of `table`, lawful for readers of Data Package v1 and v2."""
    return {
        "name": table.name,
        "title": table.title,
        "description": table.description,
        "type": "table",
        "profile": "tabular-data-resource",
        "path": f"data/{table.name}.csv",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": schema_descriptor(table),
    }


def package_descriptor(about: dict[str, Any], tables: dict[str, Table]) -> dict[str, Any]:
    """Return a descriptor with what `about` says of the package and one resource a table."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "profile": "tabular-data-package",
        **about,
        "resources": [resource_descriptor(table) for table in tables.values()],
    }
