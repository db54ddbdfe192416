"""A new, empty evidence package."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from cartrials.generate import descriptor_text
from cartrials.schema.definition import tables


class Occupied(ValueError):
    """The folder holds something already."""


def initialise(folder: Path, title: str) -> Path:
    """Make an empty package in `folder` and return its descriptor.

    Raises:
        Occupied: the folder is not empty, or is a file.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Occupied(f"{folder} is not empty; name a new folder.")
    plain = unicodedata.normalize("NFKD", folder.resolve().name).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9._-]+", "-", plain).strip("-._") or "evidence"
    data = folder / "data"
    data.mkdir(parents=True)
    for table in tables().values():
        (data / f"{table.name}.csv").write_text(",".join(table.names) + "\n", encoding="utf-8")
    descriptor = folder / "datapackage.json"
    descriptor.write_text(descriptor_text({"name": name, "title": title, "version": "0.1.0"}), encoding="utf-8")
    return descriptor
