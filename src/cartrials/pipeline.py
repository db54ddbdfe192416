"""One way through: structure, schema, consistency, adjudication."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cartrials.adjudication import Adjudications, adjudicate, adjudications_of
from cartrials.checks.registry import rules
from cartrials.consistency import run_checks
from cartrials.findings import Finding, LedgerEntry, Outcome, fold
from cartrials.package.structure import ReadPackage, read_package
from cartrials.schema.definition import tables as installed_tables
from cartrials.schema.stage import check_schema

if TYPE_CHECKING:
    from cartrials.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Validation:
    """A validated package: what was found, and the tables it was found in."""

    outcome: Outcome
    evidence: Evidence
    package: ReadPackage


def validate(
    path: Path,
    *,
    base: Path | None = None,
    accept_proposed: bool = False,
    as_of: date | None = None,
    progress: Callable[[str], None] = lambda stage: None,
) -> Validation:
    """Run every stage over the package at `path`.

    Parameters:
        path: the descriptor.
        base: the descriptor of the package that a change starts from; its adjudications count, and those that
            the change adds are proposed.
        accept_proposed: let proposed adjudications count.
        as_of: makes adjudications past their review date errors as of this day.
        progress: told the name of each stage as it begins.

    Raises:
        Unreadable: a descriptor cannot be read at all.
    """
    tables = installed_tables()
    progress("reading")
    package = read_package(path, tables)
    progress("fields and keys")
    evidence, cells = check_schema(package, tables)
    progress("consistency")
    consistency, ran = run_checks(evidence, package, tables)
    rows = sum(len(raw.lines) for raw in package.tables.values())
    structural = fold([*package.findings, *cells])
    ledger = [
        *(
            LedgerEntry(
                rule.code,
                rule.name,
                rule.stage,
                "ran",
                rows,
                sum(finding.count for finding in structural if finding.code == rule.code),
            )
            for rule in rules().values()
            if rule.stage in ("structure", "schema")
        ),
        *ran,
    ]
    progress("adjudications")
    own = adjudications_of(evidence, package)
    decided, proposed = (own, None) if base is None else _against_base(own, base)
    findings, last = adjudicate(
        [*structural, *consistency],
        decided,
        proposed,
        accept_proposed=accept_proposed,
        as_of=as_of,
        whole=not structural,
    )
    return Validation(Outcome(str(path), tuple(_in_order(findings)), tuple(ledger + last)), evidence, package)


def _against_base(own: Adjudications, base: Path) -> tuple[Adjudications, Adjudications]:
    """Return the decisions that the base holds letter for letter, and those that the change adds to it."""
    tables = installed_tables()
    package = read_package(base, tables)
    evidence, _ = check_schema(package, tables)
    known = adjudications_of(evidence, package).rows

    def part(positions: list[int]) -> Adjudications:
        rows = tuple(own.rows[at] for at in positions)
        return replace(own, rows=rows, lines=tuple(own.lines[at] for at in positions))

    return (
        part([at for at, row in enumerate(own.rows) if row in known]),
        part([at for at, row in enumerate(own.rows) if row not in known]),
    )


def _in_order(findings: list[Finding]) -> list[Finding]:
    order = {code: at for at, code in enumerate(rules())}
    return sorted(findings, key=lambda f: (f.file, f.line or 0, f.column or 0, order.get(f.code, 0), f.observed))
