from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from pandera.errors import SchemaErrors

from cartrials.schema.compile import UntranslatableConstraint, compile_table
from cartrials.schema.definition import Field, ForeignKey, Table
from cartrials.schema.stage import type_tables

PLAIN = Table(
    "thing",
    "",
    "",
    (
        Field("key", "string", "", "", "", {"required": True, "pattern": "[a-z]+"}, None),
        Field("size", "integer", "", "", "", {"minimum": 1, "maximum": 5}, None),
        Field("share", "number", "", "", "", {"exclusiveMinimum": 0, "exclusiveMaximum": 1}, None),
        Field("kind", "string", "", "", "", {"enum": ["x", "y"]}, None),
        Field("name", "string", "", "", "", {"minLength": 2, "maxLength": 3}, None),
        Field("parent", "string", "", "", "", {"unique": True}, None),
    ),
    ("key",),
    (ForeignKey(("parent",), "thing", ("key",)),),
)


def failing(cells: list[list[str | None]]) -> set[tuple[str, int]]:
    text = {"thing": pd.DataFrame(cells, columns=PLAIN.names, dtype="string")}
    evidence, _ = type_tables(text, {"thing": PLAIN})
    try:
        compile_table(PLAIN, evidence.tables).validate(evidence.tables["thing"], lazy=True)
    except SchemaErrors as errors:
        return {
            (str(getattr(error.check, "name", error.check)), int(index))
            for error in errors.schema_errors
            for index in error.failure_cases["index"]
        }
    return set()


def test_every_constraint_holds_at_its_boundary() -> None:
    assert failing([["a", "1", "0.01", "x", "ab", None], ["b", "5", "0.99", "y", "abc", "a"]]) == set()


def test_every_constraint_refuses_beyond_its_boundary() -> None:
    cells: list[list[str | None]] = [
        ["a", "0", "0", "z", "a", "c"],
        ["A", "6", "1", "x", "abcd", "c"],
        [None, None, None, None, None, None],
        ["a", None, None, None, None, "b"],
    ]
    assert failing(cells) == {
        ("minimum", 0), ("maximum", 1), ("exclusiveMinimum", 0), ("exclusiveMaximum", 1), ("enum", 0), ("minLength", 0),
        ("maxLength", 1), ("pattern", 1), ("not_nullable", 2), ("primary_key", 3), ("foreign_key", 0),
        ("foreign_key", 1), ("foreign_key", 3), ("field_uniqueness", 0), ("field_uniqueness", 1),
    }  # fmt: skip


@pytest.mark.parametrize(
    "field",
    [
        Field("x", "string", "", "", "", {"jsonSchema": {}}, None),
        Field("x", "geopoint", "", "", "", {}, None),
        Field("x", "integer", "", "", "", {"pattern": "1"}, None),
        Field("x", "string", "", "", "", {"minimum": 1}, None),
    ],
)
def test_what_has_no_translation_raises(field: Field) -> None:
    with pytest.raises(UntranslatableConstraint):
        compile_table(replace(PLAIN, fields=(*PLAIN.fields, field)), {})
