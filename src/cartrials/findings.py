"""What a validation says: findings, the ledger of checks, and the exit code that follows from both."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Literal

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Place:
    """A row that a finding speaks of besides its own: its table, key, file, first line and cells."""

    resource: str
    key: str
    file: str
    line: int | None
    observed: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One disagreement, with its place.

    `line` and `column` are physical and counted from 1: where in the file the cell begins, line breaks inside quoted
    cells counted. `observed` and `expected` are cell text. `attached` holds findings that
    this one explains; `count` says how many equal findings this one stands for.
    """

    code: str
    name: str
    severity: Severity
    message: str
    resource: str = ""
    key: str = ""
    fields: tuple[str, ...] = ()
    file: str = ""
    line: int | None = None
    column: int | None = None
    observed: str = ""
    expected: str = ""
    hint: str = ""
    related: tuple[Place, ...] = ()
    status: Literal["new", "known", "proposed"] = "new"
    adjudication: str = ""
    verdict: str = ""
    attached: tuple[Finding, ...] = ()
    count: int = 1

    @property
    def subject(self) -> str:
        """The row that an adjudication of this finding is bound to."""
        return f"{self.resource}/{self.key}"

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that stay when rows move and change when an observed value does."""
        text = json.dumps([self.code, self.resource, self.key, list(self.fields), self.observed])
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What became of one check: the rows it looked at, what it found, and whether it ran."""

    code: str
    name: str
    stage: str
    state: Literal["ran", "not applicable", "crashed"]
    rows: int = 0
    findings: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a validation: every finding and the whole ledger."""

    package: str
    findings: tuple[Finding, ...]
    ledger: tuple[LedgerEntry, ...]

    @property
    def complete(self) -> bool:
        """Whether every check ran or says why it did not apply."""
        return not any(entry.state == "crashed" for entry in self.ledger)

    def exit_code(self, fail_on: Severity = "error") -> int:
        """Return 3 where a check crashed, 1 where a new finding is at or above `fail_on`, else 0."""
        if not self.complete:
            return 3
        grave = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
        return int(any(finding.status != "known" and finding.severity in grave for finding in self.findings))

    def counts(self) -> dict[str, int]:
        """Return the number of findings by severity and of those known, with folded ones counted one by one."""
        counts: dict[str, int] = dict.fromkeys(SEVERITIES, 0)
        known = 0
        for finding in self.findings:
            counts[finding.severity] += finding.count
            known += finding.count if finding.status == "known" else 0
        total = sum(counts.values())
        return {"total": total, **counts, "known": known, "new": total - known}


def fold(findings: list[Finding]) -> list[Finding]:
    """Return `findings` with those that say the same of other rows folded into the first, which counts them."""
    first: dict[tuple[str, str, tuple[str, ...], str, str, str, str], int] = {}
    folded: list[Finding] = []
    extra: dict[int, int] = {}
    places: dict[int, list[Place]] = {}
    for finding in findings:
        same = (
            finding.code,
            finding.resource,
            finding.fields,
            finding.observed,
            finding.expected,
            finding.message,
            finding.file,
        )
        if not finding.key and finding.line is None:
            folded.append(finding)
            continue
        at = first.setdefault(same, len(folded))
        if at == len(folded):
            folded.append(finding)
            continue
        extra[at] = extra.get(at, 0) + 1
        if len(places.setdefault(at, [])) < 5:
            places[at].append(Place(finding.resource, finding.key, finding.file, finding.line, finding.observed))
    for at, more in extra.items():
        folded[at] = replace(folded[at], count=folded[at].count + more, related=folded[at].related + tuple(places[at]))
    return folded
