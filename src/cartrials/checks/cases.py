"""The cases of a check: small tables with the findings that they must give, which tests run and pages show."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

Kind = Literal["pass", "fail", "edge", "absent"]
KINDS: tuple[Kind, ...] = ("pass", "fail", "edge", "absent")


@dataclass(frozen=True, slots=True)
class Case:
    """Tables of text cells, and the findings (resource, key, observed, severity) that the check makes of them.

    Cells that do not matter are left out; `complete` fills them.
    """

    name: str
    kind: Kind
    tables: dict[str, list[dict[str, str]]]
    expected: list[dict[str, str]]


@cache
def cases(code: str) -> tuple[Case, ...]:
    """Return the cases of a check; none where it has none."""
    found = sorted(Path(__file__).parent.glob(f"*/cases/{code}.json"))
    if not found:
        return ()
    return tuple(
        Case(case["name"], case["kind"], case["tables"], case["expected"])
        for case in json.loads(found[0].read_text(encoding="utf-8"))
    )


def complete(given: dict[str, list[dict[str, str]]]) -> dict[str, list[dict[str, str]]]:
    """Return the tables of a case as lawful tables: required cells filled from examples, parents added.

    Keys that a row leaves out are numbered; a row that another one refers to is made where it is missing.
    """
    from cartrials.schema.definition import tables

    known = tables()
    full: dict[str, list[dict[str, str]]] = {name: [] for name in known}

    def add(name: str, row: dict[str, str]) -> None:
        table = known[name]
        cells: dict[str, str] = {field.name: row.get(field.name, "") for field in table.fields}
        for field in table.fields:
            if not cells[field.name] and field.required:
                at_key = field.name in table.primary_key and len(table.primary_key) == 1
                cells[field.name] = f"row-{len(full[name]) + 1}" if at_key else field.example
        full[name].append(cells)

    for name, rows in given.items():
        for row in rows:
            add(name, row)
    changed = True
    while changed:
        changed = False
        for name, table in known.items():
            for cells in list(full[name]):
                for key in table.foreign_keys:
                    wanted: dict[str, Any] = dict(zip(key.reference, (cells[f] for f in key.fields), strict=True))
                    if all(wanted.values()) and not any(
                        all(row[f] == v for f, v in wanted.items()) for row in full[key.resource]
                    ):
                        add(key.resource, wanted)
                        changed = True
    return full
