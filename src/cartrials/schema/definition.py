"""The tables as `schemas/*.json` defines them. Nothing here imports pandas."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cartrials.shipped import shipped


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a table: its name, type, constraints and, where its values are controlled, its list of terms."""

    name: str
    type: str
    title: str
    description: str
    example: str
    constraints: Mapping[str, Any]
    terms: str | None

    @property
    def required(self) -> bool:
        """Whether the cell must be filled."""
        return bool(self.constraints.get("required"))


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Fields whose values must stand in the fields of another table."""

    fields: tuple[str, ...]
    resource: str
    reference: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its fields in order, its primary key and its foreign keys."""

    name: str
    title: str
    description: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fields in order."""
        return tuple(field.name for field in self.fields)

    def field(self, name: str) -> Field:
        """Return the field `name`; raises KeyError where there is none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(f"{self.name} has no field {name}")


@cache
def terms(folder: Path | None = None) -> dict[str, dict[str, dict[str, Any]]]:
    """Return the controlled terms: list name, then term, then its label, definition and what checks need."""
    text = ((folder or shipped("schemas")) / "terms.json").read_text(encoding="utf-8")
    lists: dict[str, dict[str, dict[str, Any]]] = json.loads(text)["terms"]
    return lists


def _field(raw: Mapping[str, Any], lists: Mapping[str, Mapping[str, Any]]) -> Field:
    constraints = dict(raw.get("constraints", {}))
    if "terms" in raw:
        constraints["enum"] = list(lists[raw["terms"]])
    return Field(
        raw["name"],
        raw["type"],
        raw["title"],
        raw["description"],
        raw["example"],
        constraints,
        raw.get("terms"),
    )


@cache
def tables(folder: Path | None = None) -> dict[str, Table]:
    """Return every table by name, in the order in which the data package lists them.

    Parameters:
        folder: a folder of Table Schemas; the installed ones when None.
    """
    folder = folder or shipped("schemas")
    lists = terms(folder)
    found = {}
    for path in sorted(folder.glob("*.json")):
        if path.name == "terms.json":
            continue
        raw = json.loads(path.read_text(encoding="utf-8"))
        found[raw["name"]] = Table(
            name=raw["name"],
            title=raw["title"],
            description=raw["description"],
            fields=tuple(_field(field, lists) for field in raw["fields"]),
            primary_key=tuple(raw["primaryKey"]),
            foreign_keys=tuple(
                ForeignKey(
                    tuple(key["fields"]),
                    key["reference"]["resource"] or raw["name"],
                    tuple(key["reference"]["fields"]),
                )
                for key in raw.get("foreignKeys", ())
            ),
        )
    return found


def schema_descriptor(table: Table) -> dict[str, Any]:
    """Return the Table Schema of `table` as the data package carries it: terms inlined, lawful in v1 and v2."""
    fields = []
    for field in table.fields:
        entry: dict[str, Any] = {
            "name": field.name,
            "type": field.type,
            "title": field.title,
            "description": field.description,
            "example": field.example,
        }
        if field.constraints:
            entry["constraints"] = dict(field.constraints)
        fields.append(entry)
    descriptor: dict[str, Any] = {
        "fields": fields,
        "missingValues": [""],
        "primaryKey": list(table.primary_key),
    }
    if table.foreign_keys:
        descriptor["foreignKeys"] = [
            {
                "fields": list(key.fields),
                "reference": {
                    "resource": "" if key.resource == table.name else key.resource,
                    "fields": list(key.reference),
                },
            }
            for key in table.foreign_keys
        ]
    return descriptor
