"""The adjudication stage: a human decision makes a finding known, as long as it matches exactly one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from cartrials.checks.registry import Rule, rule
from cartrials.findings import Finding, LedgerEntry, Severity

if TYPE_CHECKING:
    from cartrials.evidence import Evidence
    from cartrials.package.structure import ReadPackage

LAPSED = rule(
    "ADJ001",
    "lapsed-adjudication",
    "error",
    "adjudication",
    """A decision matches no finding any more.

    The value it was bound to has changed, its row is gone, or the check no longer speaks. Look at the row again,
    then remove the decision or make a new one with `cartrials adjudicate`.
    """,
)
AMBIGUOUS = rule(
    "ADJ002",
    "ambiguous-adjudication",
    "error",
    "adjudication",
    """A decision matches more than one finding, or a finding has more than one decision.

    A decision speaks of one finding: one code, one row, one observed value.
    """,
)
DUE = rule(
    "ADJ003",
    "review-due",
    "info",
    "adjudication",
    """A decision is past the date on which it was to be looked at again.

    It is info by default, so that no calendar turns a check red by itself; with `--as-of DATE` it is an error.
    """,
)


@dataclass(frozen=True, slots=True)
class Adjudications:
    """The decisions of one package: cells by row, and the place of each row."""

    rows: tuple[Mapping[str, str], ...]
    file: str
    lines: tuple[int, ...]


def adjudications_of(evidence: Evidence, package: ReadPackage) -> Adjudications:
    """Return the decisions that a package holds."""
    text = evidence.text["adjudication"].fillna("")
    rows = tuple({str(name): str(value) for name, value in row.items()} for row in text.to_dict(orient="records"))
    return Adjudications(rows, package.files["adjudication"], tuple(package.tables["adjudication"].lines))


def _about(decided: Rule, all_: Adjudications, at: int, message: str, *, expected: str = "", hint: str = "") -> Finding:
    row = all_.rows[at]
    return Finding(
        decided.code,
        decided.name,
        decided.severity,
        message,
        resource="adjudication",
        key=row["adjudication_id"],
        fields=("subject", "observed"),
        file=all_.file,
        line=all_.lines[at],
        observed=f"code={row['code']}; subject={row['subject']}; observed={row['observed']}",
        expected=expected,
        hint=hint,
    )


def adjudicate(
    findings: list[Finding],
    decided: Adjudications,
    proposed: Adjudications | None = None,
    *,
    accept_proposed: bool = False,
    as_of: date | None = None,
    today: date | None = None,
    whole: bool = True,
) -> tuple[list[Finding], list[LedgerEntry]]:
    """Mark the findings that a decision speaks of, and report decisions that speak of none or of several.

    Parameters:
        findings: what the stages before found.
        decided: decisions that count: the package's own, or those of the base that it is compared with.
        proposed: decisions that a change adds to the base; they are shown and count only with `accept_proposed`.
        accept_proposed: whether a maintainer accepts the proposed ones.
        as_of: makes a decision past its date an error as of this day.
        today: the day that is meant without `as_of`; the system's when None.
        whole: whether the package was read without structural findings; where it was not, a decision that matches
            nothing may only have lost its row, and is not judged.

    Returns:
        The findings with their status, followed by those of the family ADJ, and the ledger of that family.
    """
    marked = list(findings)
    own: list[Finding] = []
    index: dict[tuple[str, str, str], list[int]] = {}
    for at, finding in enumerate(findings):
        index.setdefault((finding.code, finding.subject, finding.observed), []).append(at)
    taken: dict[int, str] = {}
    for group, counts in ((decided, True), (proposed, accept_proposed)):
        for at, row in enumerate(group.rows if group else ()):
            assert group is not None
            matches = index.get((row["code"], row["subject"], row["observed"]), [])
            if len(matches) == 1 and findings[matches[0]].count == 1 and matches[0] not in taken:
                taken[matches[0]] = row["adjudication_id"]
                marked[matches[0]] = replace(
                    findings[matches[0]],
                    status="known" if counts else "proposed",
                    adjudication=row["adjudication_id"],
                    verdict=row["verdict"],
                )
            elif matches:
                message = (
                    f"The finding has the decision {taken[matches[0]]} already."
                    if matches[0] in taken
                    else f"The decision matches {max(len(matches), findings[matches[0]].count)} findings."
                )
                own.append(_about(AMBIGUOUS, group, at, message, expected="one finding, one decision"))
            elif whole:
                own.append(_lapsed(group, at, findings))
            own += _due(group, at, as_of, today or date.today())
    ledger = [
        LedgerEntry(
            entry.code,
            entry.name,
            "adjudication",
            "ran",
            len(decided.rows) + (len(proposed.rows) if proposed else 0),
            sum(finding.code == entry.code for finding in own),
        )
        for entry in (LAPSED, AMBIGUOUS, DUE)
    ]
    if not whole:
        reason = "the package has findings of structure or schema, without which decisions may match again"
        ledger[0] = LedgerEntry(LAPSED.code, LAPSED.name, "adjudication", "not applicable", ledger[0].rows, 0, reason)
    return marked + own, ledger


def _lapsed(group: Adjudications, at: int, findings: list[Finding]) -> Finding:
    row = group.rows[at]
    now = [f.observed for f in findings if f.code == row["code"] and f.subject == row["subject"]]
    if now:
        hint = f"The finding is there with another value: {now[0]}."
    elif any(f.code == row["code"] for f in findings):
        hint = "The check finds nothing on this row now."
    else:
        hint = "The check finds nothing in this package now."
    return _about(
        LAPSED,
        group,
        at,
        "The decision matches no finding.",
        expected="a finding with this code, subject and observed value",
        hint=hint + " Remove the decision, or decide anew with 'cartrials adjudicate'.",
    )


def _due(group: Adjudications, at: int, as_of: date | None, today: date) -> list[Finding]:
    try:
        review = date.fromisoformat(group.rows[at]["review_by"])
    except ValueError:
        return []
    if review >= (as_of or today):
        return []
    severity: Severity = "error" if as_of else "info"
    about = _about(DUE, group, at, f"The decision was to be looked at again by {review}.")
    return [replace(about, severity=severity, fields=("review_by",), observed=str(review))]
