"""The structure stage: descriptor, paths, files, headers and rows become text tables and findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cartrials.findings import Finding
from cartrials.package import rules
from cartrials.package.descriptor import read_descriptor, resource_descriptor
from cartrials.package.reader import Problem, RawTable, cell_place, read_table
from cartrials.schema.definition import Table, schema_descriptor

if TYPE_CHECKING:
    from cartrials.checks.registry import Rule

PROFILES = {"data-package", "tabular-data-package", None}


@dataclass(frozen=True, slots=True)
class ReadPackage:
    """A package as read: its tables of text with every installed field, and where each file stands.

    `absent` names, by table, fields that its file does not have and that are empty here for that reason.
    """

    descriptor: Path
    tables: Mapping[str, RawTable]
    files: Mapping[str, str]
    absent: Mapping[str, frozenset[str]]
    findings: tuple[Finding, ...]


def _finding(rule: Rule, file: str, resource: str, message: str, **more: Any) -> Finding:
    return Finding(rule.code, rule.name, rule.severity, message, resource=resource, file=file, **more)


def _without_extras(schema: Any) -> Any:
    if not isinstance(schema, dict) or not isinstance(schema.get("fields"), list):
        return schema
    fields = [
        field
        for field in schema["fields"]
        if not (isinstance(field, dict) and str(field.get("name", "")).startswith("x_"))
    ]
    return {**schema, "fields": fields}


def _differences(found: Any, installed: dict[str, Any]) -> list[str]:
    if not isinstance(found, dict):
        return ["the whole schema"]
    named = {
        field["name"]: field
        for field in found.get("fields", ())
        if isinstance(field, dict) and isinstance(field.get("name"), str)
    }
    names = [field["name"] for field in installed["fields"] if named.get(field["name"]) != field]
    names += [name for name in named if name not in {field["name"] for field in installed["fields"]}]
    names += [part for part in installed if part != "fields" and found.get(part) != installed[part]]
    names += [part for part in found if part not in installed and not part.startswith("x_")]
    return names or ["the order of the fields"]


def _frictionless_errors(descriptor: dict[str, Any]) -> list[str]:
    """Return what Frictionless refuses in a descriptor, read without its profiles so that nothing is fetched."""
    from frictionless import FrictionlessException, Package

    plain = {name: value for name, value in descriptor.items() if name not in ("profile", "$schema")}
    if isinstance(plain.get("resources"), list):
        plain["resources"] = [
            {name: value for name, value in resource.items() if name not in ("profile", "$schema")}
            if isinstance(resource, dict)
            else resource
            for resource in plain["resources"]
            if not (isinstance(resource, dict) and not isinstance(resource.get("schema"), dict))
        ]
    try:
        Package.from_descriptor(plain)
    except FrictionlessException as error:
        return [reason.message for reason in error.reasons] or [error.error.message]
    except (TypeError, AttributeError, KeyError, ValueError, RecursionError) as error:
        return [f"its parts are not of the kinds that a descriptor has ({error})"]
    return []


def _path_fault(folder: Path, resource: dict[str, Any]) -> str:
    path = resource.get("path")
    if not isinstance(path, str) or not path:
        return "The table has no path to one file."
    if "data" in resource or "compression" in resource or "extrapaths" in resource:
        return "The table is not one plain file."
    if "://" in path or ":" in path or "\\" in path or path.startswith(("/", "~")) or "\0" in path:
        return "The path is absolute or remote."
    if ".." in Path(path).parts:
        return "The path leads out of the package."
    try:
        if not (folder / path).resolve().is_relative_to(folder.resolve()):
            return "The path leads through a link out of the package."
    except (OSError, RuntimeError):
        return "The path cannot be followed."
    return ""


def _header_problems(header: tuple[str, ...], text: str, table: Table) -> Iterator[Problem]:
    """Yield what is wrong with a header, with the nearest name as the hint."""

    def column(cell: int) -> int:
        return cell_place(text, 0, 1, cell)[1]

    own = [name for name in header if not name.startswith("x_")]
    if own == list(table.names) and header[: len(own)] == tuple(own):
        return
    if len(header) == 1 and (mark := next((m for m in ";\t|" if m in header[0]), "")):
        yield Problem(
            rules.HEADER,
            "The header is one cell; the cells seem to be separated by another mark than the comma.",
            1,
            1,
            header[0][:60],
            ",".join(table.names)[:60],
            f"Save the table as CSV with commas, not with {'tabs' if mark == chr(9) else repr(mark)}.",
        )
        return
    missing = [name for name in table.names if name not in header]
    unknown = [name for name in own if name not in table.names]
    for name in sorted(set(own), key=own.index):
        if own.count(name) > 1:
            yield Problem(
                rules.HEADER,
                f"The header names {name!r} more than once.",
                1,
                column(header.index(name)),
                name,
                hint="Remove one of the columns.",
            )
    for name in unknown:
        near = get_close_matches(name, missing, 1)
        yield Problem(
            rules.HEADER,
            f"The header names {name!r}, which is no field of {table.name}.",
            1,
            column(header.index(name)),
            name,
            near[0] if near else "",
            f"Did you mean {near[0]!r}?"
            if near
            else "Remove the column, or begin its name with 'x_' to have it ignored.",
        )
    for name in missing:
        yield Problem(
            rules.HEADER,
            f"The header does not name the field {name!r}.",
            1,
            None,
            "",
            name,
            f"Add the column at position {table.names.index(name) + 1}; its cells may be empty."
            if not table.field(name).required
            else f"Add the column at position {table.names.index(name) + 1} and fill its cells.",
        )
    if not missing and not unknown and len(set(own)) == len(own):
        at = next(i for i, name in enumerate(header) if i >= len(table.names) or name != table.names[i])
        yield Problem(
            rules.HEADER,
            "The header has the fields in another order than the schema.",
            1,
            column(at),
            header[at],
            table.names[at] if at < len(table.names) else "no further field",
            f"Put the columns in this order: {', '.join(table.names)}.",
        )


def read_package(path: Path, tables: Mapping[str, Table]) -> ReadPackage:
    """Read the package at `path` and judge its structure.

    Parameters:
        path: the descriptor.
        tables: the installed tables, which decide what a package must have.

    Raises:
        Unreadable: the descriptor cannot be read at all.
    """
    descriptor = read_descriptor(path)
    folder = path.parent
    here = str(path)
    findings: list[Finding] = []
    for profile in (descriptor.get("profile"),):
        if not isinstance(profile, str | None) or profile not in PROFILES:
            findings.append(
                _finding(
                    rules.DESCRIPTOR,
                    here,
                    "",
                    "The descriptor names a profile that is not part of the standard; it was not fetched.",
                    fields=("profile",),
                    observed=str(profile)[:200],
                    expected="tabular-data-package",
                )
            )
    for message in _frictionless_errors(descriptor):
        findings.append(_finding(rules.DESCRIPTOR, here, "", f"Frictionless refuses the descriptor: {message}"))
    listed: dict[str, dict[str, Any]] = {}
    resources = descriptor.get("resources")
    for resource in resources if isinstance(resources, list) else ():
        name = resource.get("name") if isinstance(resource, dict) else None
        if not isinstance(name, str):
            continue
        if name in tables and name not in listed:
            listed[name] = resource
        elif not name.startswith("x_"):
            near = get_close_matches(name, [table for table in tables if table not in listed], 1)
            message = f"The descriptor lists {name!r} " + (
                "twice." if name in listed else "which is no table of an evidence package."
            )
            hint = f"Did you mean {near[0]!r}?" if near else ""
            findings.append(_finding(rules.RESOURCE_UNKNOWN, here, name[:200], message, observed=name[:200], hint=hint))
    raw: dict[str, RawTable] = {}
    files: dict[str, str] = {}
    absent: dict[str, frozenset[str]] = {}
    for name, table in tables.items():
        files[name] = str(folder / "data" / f"{name}.csv")
        if name not in listed:
            message = f"The descriptor does not list the table {name!r}."
            findings.append(
                _finding(
                    rules.RESOURCE_MISSING,
                    here,
                    name,
                    message,
                    expected=name,
                    hint="Add the resource; 'cartrials init' shows how.",
                )
            )
        else:
            found = _read_resource(folder, here, table, listed[name], findings)
            if isinstance(listed[name].get("path"), str):
                files[name] = str(folder / listed[name]["path"])
            if found is not None:
                raw[name] = found
        absent[name] = frozenset(table.names) - frozenset(raw[name].frame.columns if name in raw else ())
        raw[name] = _complete(raw.get(name), table)
    return ReadPackage(path, raw, files, absent, tuple(findings))


def _complete(found: RawTable | None, table: Table) -> RawTable:
    """Return the table with every installed field in order, empty where the file has none, and no other."""
    import pandas as pd

    if found is None:
        found = RawTable((), pd.DataFrame(index=pd.RangeIndex(0)), [])
    frame = pd.DataFrame(
        {
            name: found.frame[name] if name in found.frame else pd.array([None] * len(found.frame), dtype="string")
            for name in table.names
        },
        index=found.frame.index,
    )
    return RawTable(found.header, frame, found.lines, found.text)


def _read_resource(
    folder: Path, here: str, table: Table, resource: dict[str, Any], findings: list[Finding]
) -> RawTable | None:
    name = table.name
    installed = schema_descriptor(table)
    schema = _without_extras(resource.get("schema"))
    if schema != installed:
        parts = _differences(schema, installed)
        findings.append(
            _finding(
                rules.SCHEMA_DIFFERS,
                here,
                name,
                f"The schema of {name} differs from the installed one in: {', '.join(map(str, parts[:8]))}.",
                fields=tuple(str(part) for part in parts[:8]),
                hint="Generate the descriptor again; the installed schema was used.",
            )
        )
    lawful = resource_descriptor(table)
    for part in ("format", "encoding", "dialect", "scheme"):
        if part in resource and resource[part] not in (lawful[part], {}):
            observed = str(resource[part])[:200]
            expected = str(lawful[part])
            message = f"The table is declared with another {part} than an evidence table has."
            findings.append(
                _finding(rules.DIALECT, here, name, message, fields=(part,), observed=observed, expected=expected)
            )
    if fault := _path_fault(folder, resource):
        observed = str(resource.get("path", ""))[:200]
        findings.append(
            _finding(
                rules.PATH,
                here,
                name,
                fault,
                fields=("path",),
                observed=observed,
                expected=lawful["path"],
                hint="Name one CSV file inside the package.",
            )
        )
        return None
    file = str(folder / resource["path"])
    try:
        data = Path(file).read_bytes()
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        findings.append(_finding(rules.FILE_MISSING, file, name, f"The file cannot be read: {reason}."))
        return None
    found, problems = read_table(data)
    if found is not None:
        problems = [*_header_problems(found.header, found.text, table), *problems]
    for problem in problems:
        findings.append(
            _finding(
                problem.rule,
                file,
                name,
                problem.message,
                line=problem.line,
                column=problem.column,
                observed=problem.observed,
                expected=problem.expected,
                hint=problem.hint,
            )
        )
    return found
