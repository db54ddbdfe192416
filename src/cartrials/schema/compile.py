"""Pandera schemas, compiled from the Table Schemas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cartrials.schema.definition import Field, Table
from cartrials.schema.grammar import DTYPES

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa

CONSTRAINTS = {
    "required",
    "unique",
    "enum",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
}


class UntranslatableConstraint(ValueError):
    """A Table Schema says something that no compiled check would hold a table to."""


def _bound(field: Field, constraint: str) -> float | int:
    value = field.constraints[constraint]
    return float(value) if field.type == "number" else int(value)


def _checks(field: Field) -> list[pa.Check]:
    import pandera.pandas as pa

    if unknown := set(field.constraints) - CONSTRAINTS:
        raise UntranslatableConstraint(f"{field.name}: no translation of {', '.join(sorted(unknown))}")
    if field.type not in DTYPES:
        raise UntranslatableConstraint(f"{field.name}: no translation of the type {field.type}")
    textual = {"enum", "pattern", "minLength", "maxLength"} & set(field.constraints)
    if textual and field.type != "string":
        raise UntranslatableConstraint(f"{field.name}: {', '.join(sorted(textual))} on a {field.type}")
    ordered = {name for name in field.constraints if "imum" in name}
    if ordered and field.type not in ("integer", "number", "year"):
        raise UntranslatableConstraint(f"{field.name}: {', '.join(sorted(ordered))} on a {field.type}")
    made: list[pa.Check] = []
    for name, value in field.constraints.items():
        if name == "enum":
            made.append(pa.Check.isin(list(value), name="enum"))
        elif name == "pattern":
            made.append(_full_match(value))
        elif name == "minimum":
            made.append(pa.Check.ge(_bound(field, name), name=name))
        elif name == "maximum":
            made.append(pa.Check.le(_bound(field, name), name=name))
        elif name == "exclusiveMinimum":
            made.append(pa.Check.gt(_bound(field, name), name=name))
        elif name == "exclusiveMaximum":
            made.append(pa.Check.lt(_bound(field, name), name=name))
        elif name == "minLength":
            made.append(pa.Check.str_length(min_value=int(value), name=name))
        elif name == "maxLength":
            made.append(pa.Check.str_length(max_value=int(value), name=name))
    return made


def _full_match(pattern: str) -> pa.Check:
    import pandera.pandas as pa

    def matches(column: pd.Series[str]) -> pd.Series[bool]:
        # Slugs repeat, so each distinct text is matched once.
        distinct = column.drop_duplicates()
        lawful = distinct[distinct.str.fullmatch(pattern).astype(bool)]
        return column.isin(lawful)

    return pa.Check(matches, name="pattern")


def _reference(keys: pd.Series[Any]) -> pa.Check:
    import pandera.pandas as pa

    return pa.Check(lambda column: column.isin(keys), name="foreign_key")


def compile_table(table: Table, parents: Mapping[str, pd.DataFrame]) -> pa.DataFrameSchema:
    """Return the pandera schema of `table`.

    Parameters:
        table: the table as its Table Schema defines it.
        parents: typed frames by table name, for foreign keys; a reference to a table that is not among them is
            not checked.

    Returns:
        A strict schema without coercion. Its checks are named after the constraint they translate; foreign keys
        of one field are column checks `foreign_key`, those of several and primary keys are checks of the frame.

    Raises:
        UntranslatableConstraint: a type or constraint has no translation.
    """
    import pandera.pandas as pa

    single: dict[str, list[pa.Check]] = {}
    wide: list[pa.Check] = []
    for key in table.foreign_keys:
        if key.resource not in parents:
            continue
        parent = parents[key.resource]
        if len(key.fields) == 1:
            single.setdefault(key.fields[0], []).append(_reference(parent[key.reference[0]].dropna()))
        else:
            wide.append(_wide_reference(key.fields, parent[list(key.reference)]))
    translated = {field.name: _checks(field) for field in table.fields}
    columns = {
        field.name: pa.Column(
            DTYPES[field.type],
            nullable=not field.required,
            checks=[*translated[field.name], *single.get(field.name, [])],
            unique=bool(field.constraints.get("unique")),
        )
        for field in table.fields
    }
    names = list(table.primary_key)
    wide.append(
        pa.Check(
            lambda frame: ~(frame.duplicated(names) & frame[names].notna().all(axis=1)),
            name="primary_key",
            ignore_na=False,
        )
    )
    return pa.DataFrameSchema(columns, checks=wide, strict=True, ordered=True, coerce=False, name=table.name)


def _wide_reference(fields: tuple[str, ...], parent: pd.DataFrame) -> pa.Check:
    import pandera.pandas as pa

    known = set(parent.dropna().itertuples(index=False, name=None))

    def refers(frame: pd.DataFrame) -> pd.Series[bool]:
        import pandas as pd

        cells = frame[list(fields)]
        filled = cells.notna().all(axis=1)
        found = pd.Series([row in known for row in cells.itertuples(index=False, name=None)], index=frame.index)
        return found | ~filled

    return pa.Check(refers, name="foreign_key:" + ",".join(fields), ignore_na=False)
