"""The pages that say what a check is and what a field means, as Markdown, from the checks and schemas themselves."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cartrials.checks.cases import Case, cases
from cartrials.checks.registry import FAMILIES, Authority, Rule
from cartrials.schema.definition import Field, Table


def check_page(rule: Rule) -> str:
    """Return the page of a check: what it says, what it rests on, and the cases that the tests run."""
    parts = [
        f"# {rule.code} {rule.name}",
        f"{rule.severity} · {FAMILIES[rule.family]} · {rule.stage}"
        + (f" · scope: {rule.scope}" if rule.function else ""),
        rule.description,
    ]
    if rule.explains:
        parts.append(f"Explains, on the same cell: {', '.join(rule.explains)}.")
    if rule.authority:
        parts.append("## Rests on\n\n" + "\n".join(f"- {_authority(entry)}" for entry in rule.authority))
    shown = cases(rule.code)
    if shown:
        parts.append("## Cases\n\n" + "\n\n".join(_case(case) for case in shown))
    return "\n\n".join(parts) + "\n"


def _authority(entry: Authority) -> str:
    doi = f" doi:{entry.doi}" if entry.doi else ""
    unread = "" if entry.read or entry.kind == "derivation" else " (cited, not read here)"
    return f"{entry.kind.capitalize()}: {entry.citation}.{doi}{unread}"


def _case(case: Case) -> str:
    lines = [f"### {case.name} ({case.kind})", ""]
    for name, rows in case.tables.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        lines += [f"`{name}`", "", _row(columns), _row(["---"] * len(columns))]
        lines += [_row([row.get(column, "") for column in columns]) for row in rows]
        lines.append("")
    if case.expected:
        for finding in case.expected:
            lines.append(f"- {finding['severity']} on `{finding['resource']}/{finding['key']}`: {finding['observed']}")
    else:
        lines.append("No finding.")
    return "\n".join(lines)


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def check_index(known: Mapping[str, Rule]) -> str:
    """Return the page that lists every check."""
    lines = ["# Checks", ""]
    for family, label in FAMILIES.items():
        members = [rule for rule in known.values() if rule.family == family]
        if members:
            lines += [
                f"## {family}: {label}",
                "",
                "| code | allow | severity | |",
                "| --- | --- | --- | --- |",
            ]
            lines += [
                _row([f"[{rule.code}]({rule.code}.md)", rule.name, rule.severity, rule.summary]) for rule in members
            ]
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def data_dictionary(tables: Mapping[str, Table], terms: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> str:
    """Return the dictionary of every table, field and controlled term."""
    lines = ["# Data dictionary", "", "The empty cell is the only missing value.", ""]
    for table in tables.values():
        lines += [f"## {table.name}", "", table.description, ""]
        lines += [f"Key: {', '.join(f'`{name}`' for name in table.primary_key)}.", ""]
        lines += ["| field | type | | example |", "| --- | --- | --- | --- |"]
        references = {key.fields[0]: key for key in table.foreign_keys if len(key.fields) == 1}
        for field in table.fields:
            reference = references.get(field.name)
            more = f" A key of `{reference.resource}`." if reference else ""
            more += f" One of the terms [{field.terms}](#terms-{field.terms})." if field.terms else ""
            kind = f"{field.type}{', required' if field.required else ''}{_bounds(field)}"
            lines.append(_row([f"`{field.name}`", kind, field.description + more, f"`{field.example}`"]))
        lines.append("")
    for name, entries in terms.items():
        lines += [f'## <a id="terms-{name}"></a>Terms: {name}', "", "| term | | |", "| --- | --- | --- |"]
        lines += [_row([f"`{term}`", entry["label"], entry["definition"]]) for term, entry in entries.items()]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _bounds(field: Field) -> str:
    signs = {"minimum": "≥", "maximum": "≤", "exclusiveMinimum": ">", "exclusiveMaximum": "<"}
    return "".join(f", {sign} {field.constraints[name]}" for name, sign in signs.items() if name in field.constraints)


def evidence_counts(data: Path, terms: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> str:
    """Return a table of the endpoint rows by kind of source and verification, and the numbers of trials and sources.

    Parameters:
        data: the folder of the package's tables.
        terms: the controlled terms.
    """
    tables = {}
    for name in ("endpoint", "characteristic", "source", "trial"):
        with (data / f"{name}.csv").open(newline="", encoding="utf-8") as file:
            tables[name] = list(csv.DictReader(file))
    kinds = {row["source_id"]: row["kind"] for row in tables["source"]}
    cells = Counter((kinds[row["source_id"]], row["verification"]) for row in tables["endpoint"])
    tiers = list(terms["verification"])
    lines = [
        _row(["endpoint rows by kind of source", *tiers, "all"]),
        _row(["---", *["---:"] * (len(tiers) + 1)]),
    ]
    for kind, entry in terms["source_kind"].items():
        counts = [cells[kind, tier] for tier in tiers]
        if sum(counts):
            lines.append(_row([entry["label"], *map(str, counts), str(sum(counts))]))
    sums = [sum(cells[kind, tier] for kind in terms["source_kind"]) for tier in tiers]
    lines.append(_row(["all", *map(str, sums), str(sum(sums))]))
    of_kind = Counter(row["kind"] for row in tables["trial"])
    trials = ", ".join(f"{of_kind[kind]} {entry['label'].lower()}" for kind, entry in terms["trial_kind"].items())
    said = "; ".join(f"{tier}: {terms['verification'][tier]['label'].lower()}" for tier in tiers)
    return "\n".join(lines) + (
        f"\n\n{said}. {len(tables['source'])} sources, {len(tables['characteristic'])} stated attributes, "
        f"{len(tables['trial'])} studies ({trials})."
    )
