"""The schema stage: text tables become typed tables, and every cell and key is held against the Table Schemas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from cartrials.evidence import Evidence
from cartrials.findings import Finding
from cartrials.schema import rules
from cartrials.schema.definition import Field, Table
from cartrials.schema.grammar import EXPECTED, parse

if TYPE_CHECKING:
    import pandas as pd

    from cartrials.checks.registry import Rule
    from cartrials.package.structure import ReadPackage

NEAREST_SEARCHED = 2_000


def type_tables(text: Mapping[str, pd.DataFrame], tables: Mapping[str, Table]) -> tuple[Evidence, dict[Any, Any]]:
    """Return the tables typed by the closed grammar, and the masks of cells that it refuses.

    Parameters:
        text: frames of dtype string by table, with every field of the table.
        tables: the tables by name.

    Returns:
        The evidence, and boolean masks by (table, field) for the fields with refused cells.
    """
    import pandas as pd

    typed: dict[str, pd.DataFrame] = {}
    refused: dict[tuple[str, str], pd.Series[bool]] = {}
    for name, table in tables.items():
        columns = {}
        for field in table.fields:
            columns[field.name], mask = parse(text[name][field.name], field.type)
            if mask.any():
                refused[name, field.name] = mask
        typed[name] = pd.DataFrame(columns, index=text[name].index)
    return Evidence(typed, text), refused


def check_schema(package: ReadPackage, tables: Mapping[str, Table]) -> tuple[Evidence, list[Finding]]:
    """Type every table of a package and judge its cells and keys.

    Returns:
        The evidence for the consistency checks, and the findings of the family TBL in the order of the tables.
    """
    text = {name: raw.frame for name, raw in package.tables.items()}
    evidence, refused = type_tables(text, tables)
    unread = {name for name, absent in package.absent.items() if len(absent) == len(tables[name].names)}
    broken = {finding.resource for finding in package.findings if finding.code in ("PKG009", "PKG011", "PKG014")}
    parents = {
        name: frame
        for name, frame in evidence.tables.items()
        if name not in unread | broken and not set(tables[name].primary_key) & package.absent[name]
    }
    findings: list[Finding] = []
    for name, table in tables.items():
        if name in unread:
            continue
        for place in _failures(table, evidence, refused, parents, package.absent[name]):
            findings.append(_finding(package, table, evidence, *place))
    return evidence, findings


Failed = tuple["Rule", int, tuple[str, ...], str, str, str]


def _failures(
    table: Table,
    evidence: Evidence,
    refused: Mapping[tuple[str, str], pd.Series[bool]],
    parents: Mapping[str, pd.DataFrame],
    absent: frozenset[str],
) -> Iterator[Failed]:
    """Yield rule, row, fields, message, expected text and hint of each cell or key that fails."""
    from pandera.errors import SchemaErrorReason, SchemaErrors

    from cartrials.schema.compile import compile_table

    frame = evidence.tables[table.name]
    for field in table.fields:
        for row in _rows(refused.get((table.name, field.name))):
            message = f"This is not {_article(field.type)} {field.type}."
            yield (
                rules.TYPE,
                row,
                (field.name,),
                message,
                EXPECTED[field.type],
                _type_hint(evidence, table, field, row),
            )
    try:
        compile_table(table, parents).validate(frame, lazy=True)
    except SchemaErrors as errors:
        for error in errors.schema_errors:
            cases = error.failure_cases
            positions = sorted({int(index) for index in cases["index"].dropna()})
            if error.reason_code == SchemaErrorReason.SERIES_CONTAINS_NULLS:
                field = table.field(str(error.column_name))
                if field.name in absent:
                    continue
                wrong = refused.get((table.name, field.name))
                for row in positions:
                    if wrong is None or not wrong.iloc[row]:
                        yield (
                            rules.REQUIRED,
                            row,
                            (field.name,),
                            f"{field.name} must be filled.",
                            field.description,
                            "",
                        )
                continue
            name = str(getattr(error.check, "name", error.check))
            yield from _constraint(name, str(error.column_name), table, evidence, positions, parents)


def _constraint(
    name: str,
    column: str,
    table: Table,
    evidence: Evidence,
    positions: list[int],
    parents: Mapping[str, pd.DataFrame],
) -> Iterator[Failed]:
    if name == "primary_key" or name == "field_uniqueness":
        fields = table.primary_key if name == "primary_key" else (column,)
        yield from _duplicates(fields, table, evidence, positions)
        return
    if name.startswith("foreign_key:"):
        fields = tuple(name.removeprefix("foreign_key:").split(","))
        parent = next(key.resource for key in table.foreign_keys if key.fields == fields)
        for row in positions:
            message = f"No row of {parent} has this {' and '.join(fields)}."
            yield rules.REFERENCE, row, fields, message, f"a row of {parent}", ""
        return
    if name == "foreign_key":
        key = next(key for key in table.foreign_keys if key.fields == (column,))
        known = parents[key.resource][key.reference[0]].dropna().tolist()
        for row in positions:
            value = evidence.cell(table.name, row, column)
            near = _nearest(value, known)
            message = f"No row of {key.resource} has this key."
            yield (
                rules.REFERENCE,
                row,
                (column,),
                message,
                near or f"a key of {key.resource}",
                _did_you_mean(near),
            )
        return
    field = table.field(column)
    constraint = field.constraints[name]
    for row in positions:
        value = evidence.cell(table.name, row, column)
        if name == "enum":
            near = _nearest(value, constraint)
            message = f"This is none of the terms of {column}."
            expected = near or "one of: " + ", ".join(constraint[:12]) + (" …" if len(constraint) > 12 else "")
            yield rules.TERM, row, (column,), message, expected, _did_you_mean(near)
        elif name == "pattern":
            yield rules.PATTERN, row, (column,), f"{column} has another form.", f"e.g. {field.example}", ""
        elif "Length" in name:
            bound = "at most" if name == "maxLength" else "at least"
            yield (
                rules.LENGTH,
                row,
                (column,),
                f"{column} has {len(value)} characters.",
                f"{bound} {constraint}",
                "",
            )
        else:
            bound = {
                "minimum": "at least",
                "maximum": "at most",
                "exclusiveMinimum": "more than",
                "exclusiveMaximum": "less than",
            }[name]
            yield rules.RANGE, row, (column,), f"{column} is out of its bounds.", f"{bound} {constraint}", ""


def _duplicates(fields: tuple[str, ...], table: Table, evidence: Evidence, positions: list[int]) -> Iterator[Failed]:
    first: dict[tuple[str, ...], int] = {}
    later = set(positions)
    columns = [evidence.text[table.name][name] for name in fields]
    for row, key in enumerate(zip(*columns, strict=True)):
        if row in later:
            if row != first.setdefault(key, row):
                message = f"This key stands already in row {first[key] + 1} of the table."
                yield rules.DUPLICATE, row, fields, message, "a key of its own", ""
        else:
            first.setdefault(key, row)


def _rows(mask: pd.Series[bool] | None) -> list[int]:
    return [] if mask is None else [int(row) for row in mask.to_numpy().nonzero()[0]]


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"


def _type_hint(evidence: Evidence, table: Table, field: Field, row: int) -> str:
    text = evidence.cell(table.name, row, field.name)
    if text != text.strip():
        return "There is a space at its beginning or end."
    if field.type in ("integer", "number") and "," in text:
        return "A comma may be a decimal mark or a separator: write the figure without it, after looking it up."
    if field.type == "integer" and text.replace(".", "", 1).isdigit():
        return "A count has no decimals; was a percentage entered here?"
    if field.type in ("integer", "number") and text.endswith("%"):
        return "The sign belongs to the field unit."
    return ""


def _nearest(value: str, known: list[str]) -> str:
    near = get_close_matches(value, known[:NEAREST_SEARCHED], 1, 0.6)
    return str(near[0]) if near else ""


def _did_you_mean(near: str) -> str:
    return f"Did you mean {near!r}?" if near else ""


def key_of(evidence: Evidence, table: Table, row: int) -> str:
    """Return the key of a row; fields of a compound key are joined by a comma."""
    return ",".join(evidence.cell(table.name, row, name) for name in table.primary_key)


def _finding(
    package: ReadPackage,
    table: Table,
    evidence: Evidence,
    rule: Rule,
    row: int,
    fields: tuple[str, ...],
    message: str,
    expected: str,
    hint: str,
) -> Finding:
    line, column = package.tables[table.name].place(row, fields[0])
    observed = (
        evidence.cell(table.name, row, fields[0]) if len(fields) == 1 else evidence.observed(table.name, row, fields)
    )
    return Finding(
        rule.code,
        rule.name,
        rule.severity,
        message,
        resource=table.name,
        key=key_of(evidence, table, row),
        fields=fields,
        file=package.files[table.name],
        line=line,
        column=column,
        observed=observed[:400],
        expected=expected,
        hint=hint,
    )
