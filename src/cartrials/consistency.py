"""The consistency stage: every registered check runs over the typed tables, and the ledger says what became of it."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from cartrials.checks.registry import Rule, rules
from cartrials.findings import Finding, LedgerEntry, Place
from cartrials.schema.definition import Table
from cartrials.schema.stage import key_of

if TYPE_CHECKING:
    from cartrials.evidence import Evidence, Failure, Row
    from cartrials.package.structure import ReadPackage


def consistency_rules() -> list[Rule]:
    """Return the checks that this stage runs, in the order of their codes."""
    return [rule for rule in rules().values() if rule.function is not None]


def _place(package: ReadPackage, tables: Mapping[str, Table], evidence: Evidence, row: Row) -> Place:
    return Place(
        row.resource,
        key_of(evidence, tables[row.resource], row.position),
        package.files[row.resource],
        package.tables[row.resource].lines[row.position],
        evidence.observed(row.resource, row.position, row.fields) if row.fields else "",
    )


def to_finding(
    rule: Rule, failure: Failure, package: ReadPackage, tables: Mapping[str, Table], evidence: Evidence
) -> Finding:
    """Return the finding that a check's failure is, with the physical place of its row and of related rows."""
    line, column = package.tables[failure.resource].place(failure.position, failure.fields[0])
    observed = failure.observed
    if observed is None:
        observed = evidence.observed(failure.resource, failure.position, failure.fields)
    return Finding(
        rule.code,
        rule.name,
        failure.severity or rule.severity,
        failure.message,
        resource=failure.resource,
        key=key_of(evidence, tables[failure.resource], failure.position),
        fields=failure.fields,
        file=package.files[failure.resource],
        line=line,
        column=column,
        observed=observed,
        expected=failure.expected,
        hint=failure.hint,
        related=tuple(_place(package, tables, evidence, row) for row in failure.related),
    )


def _absent(rule: Rule, package: ReadPackage) -> str:
    lacking = [
        f"{resource}.{name}"
        for resource, names in rule.needs.items()
        for name in names
        if name in package.absent.get(resource, frozenset())
    ]
    return f"the package lacks {', '.join(lacking)}" if lacking else ""


def run_checks(
    evidence: Evidence,
    package: ReadPackage,
    tables: Mapping[str, Table],
    selected: Iterable[Rule] | None = None,
) -> tuple[list[Finding], list[LedgerEntry]]:
    """Run the consistency checks.

    Parameters:
        evidence: the typed tables.
        package: where each row stands.
        tables: the tables by name.
        selected: the checks to run; all when None.

    Returns:
        The findings, with those that another one explains attached to it, and an entry of the ledger a check.
        A check that raises is entered as crashed, with the place; it never ends the run.
    """
    findings: list[Finding] = []
    ledger: list[LedgerEntry] = []
    crashed: set[str] = set()
    chosen = list(consistency_rules() if selected is None else selected)
    for rule in chosen:
        rows = len(evidence.tables[next(iter(rule.needs))]) if rule.needs else 0
        reason = _absent(rule, package)
        gate = [code for code in rule.gated_by if code in crashed]
        if reason or gate:
            reason = reason or f"it rests on {', '.join(gate)}, which crashed"
            ledger.append(LedgerEntry(rule.code, rule.name, rule.stage, "not applicable", rows, 0, reason))
            continue
        assert rule.function is not None
        try:
            failures = rule.function(evidence)
            found = [to_finding(rule, failure, package, tables, evidence) for failure in failures]
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{type(error).__name__}: {error} ({last.filename.rsplit('/', 1)[-1]}:{last.lineno})"
            crashed.add(rule.code)
            ledger.append(LedgerEntry(rule.code, rule.name, rule.stage, "crashed", rows, 0, where))
            continue
        findings += found
        ledger.append(LedgerEntry(rule.code, rule.name, rule.stage, "ran", rows, len(found)))
    return attach_explained(findings, {rule.code: rule for rule in chosen}), ledger


def attach_explained(findings: list[Finding], known: Mapping[str, Rule]) -> list[Finding]:
    """Return `findings` with each that another one explains on the same row moved below its cause.

    A finding is explained where a finding of a check that declares its code stands on the same row and shares a
    cell with it.
    """
    by_row: dict[tuple[str, str], list[int]] = {}
    for at, finding in enumerate(findings):
        by_row.setdefault((finding.resource, finding.key), []).append(at)
    attached: dict[int, list[Finding]] = {}
    moved: set[int] = set()
    for positions in by_row.values():
        if len(positions) == 1:
            continue
        for cause in positions:
            for effect in positions:
                explains = known[findings[cause].code].explains
                shared = set(findings[cause].fields) & set(findings[effect].fields)
                if findings[effect].code in explains and shared and effect not in moved and cause not in moved:
                    moved.add(effect)
                    attached.setdefault(cause, []).append(findings[effect])
    return [
        replace(finding, attached=(*finding.attached, *attached.get(at, ())))
        for at, finding in enumerate(findings)
        if at not in moved
    ]
