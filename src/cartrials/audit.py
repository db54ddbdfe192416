"""An audit: every figure of one document with one verdict and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from cartrials.checks.agreement.sources import confirmations
from cartrials.findings import Finding, Outcome, Place
from cartrials.pipeline import Validation

Verdict = Literal["inconsistent", "contradicted", "ineligible", "confirmed", "unverified"]
VERDICTS: tuple[Verdict, ...] = ("inconsistent", "contradicted", "ineligible", "confirmed", "unverified")
CONTRADICTION = ("AGR002", "AGR003", "AGR004")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the audited document, its verdict, and the findings or rows that the verdict rests on."""

    key: str
    locator: str
    reported: str
    verdict: Verdict
    reason: str
    findings: tuple[Finding, ...]
    evidence: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Audit:
    """An audited document: its figures, and the outcome with only the findings that concern it."""

    source_id: str
    figures: tuple[Figure, ...]
    outcome: Outcome


class UnknownSource(ValueError):
    """The package has no such source; the message names the nearest."""


def _concerns(finding: Finding, rows: Mapping[str, set[str]]) -> bool:
    return finding.key in rows.get(finding.resource, set())


def _rows_of(validation: Validation, source_id: str) -> dict[str, set[str]]:
    """Return, by table, the keys of the rows that stand for what the document says."""
    from cartrials.schema.definition import tables

    found: dict[str, set[str]] = {}
    for name, table in tables().items():
        frame = validation.evidence.text[name]
        if "source_id" not in frame.columns:
            continue
        own = frame[frame["source_id"].eq(source_id).fillna(False)]
        keys = own[list(table.primary_key)].fillna("")
        found[name] = {",".join(map(str, key)) for key in keys.itertuples(index=False, name=None)}
    groups = validation.evidence.text["comparison_group"]
    asked = found["comparison"]
    found["comparison_group"] = {
        f"{comparison},{group}"
        for comparison, group in zip(groups["comparison_id"], groups["group"], strict=True)
        if comparison in asked
    }
    return found


def audit(validation: Validation, source_id: str) -> Audit:
    """Give each figure of a document the first verdict that applies.

    inconsistent: the document contradicts itself or its own arithmetic; contradicted: a better source prints
    another value; ineligible: the figure's trial does not belong in the comparison that the document places it in;
    confirmed: a better source prints the same; unverified: nothing better speaks of it.

    Parameters:
        validation: the validated package.
        source_id: the document.

    Raises:
        UnknownSource: the package has no such source.
    """
    from difflib import get_close_matches

    evidence = validation.evidence
    known = [str(value) for value in evidence.text["source"]["source_id"].dropna()]
    if source_id not in known:
        near = get_close_matches(source_id, known, 1, 0.4)
        did = f" Did you mean '{near[0]}'?" if near else ""
        raise UnknownSource(f"There is no source '{source_id}' in this package.{did}")
    rows = _rows_of(validation, source_id)
    concerned = tuple(f for f in validation.outcome.findings if _concerns(f, rows))
    by_key: dict[str, list[Finding]] = {}
    ineligible: dict[str, list[Finding]] = {}
    for finding in concerned:
        if finding.resource == "endpoint":
            by_key.setdefault(finding.key, []).append(finding)
        elif finding.resource == "comparison_trial" and finding.severity == "error":
            ineligible.setdefault(finding.key.rsplit(",", 1)[1], []).append(finding)
    confirmed = confirmations(evidence)
    text = evidence.text["endpoint"]
    figures = []
    for position in text.index[text["source_id"].eq(source_id).fillna(False)]:
        key = evidence.cell("endpoint", position, "endpoint_id")
        trial = evidence.cell("endpoint", position, "trial_id")
        own = by_key.get(key, [])
        inner = [f for f in own if f.code not in CONTRADICTION]
        verdict, reason, because, places = _verdict(
            inner, own, ineligible.get(trial, []), confirmed.get(int(position), []), validation
        )
        figures.append(
            Figure(
                key,
                evidence.cell("endpoint", position, "locator"),
                evidence.cell("endpoint", position, "reported"),
                verdict,
                reason,
                because,
                places,
            )
        )
    return Audit(source_id, tuple(figures), replace(validation.outcome, findings=concerned))


def _verdict(
    inner: list[Finding], own: list[Finding], barred: list[Finding], rows: list[int], validation: Validation
) -> tuple[Verdict, str, tuple[Finding, ...], tuple[Place, ...]]:
    if inner:
        return "inconsistent", inner[0].message, tuple(inner), inner[0].related
    if own:
        return "contradicted", own[0].message, tuple(own), own[0].related
    if barred:
        return "ineligible", barred[0].message, tuple(barred), barred[0].related
    if rows:
        places = tuple(_endpoint(validation, row) for row in rows[:3])
        evidence = validation.evidence
        source = evidence.cell("endpoint", rows[0], "source_id")
        third = evidence.cell("endpoint", rows[0], "verification") == "C"
        return (
            "confirmed",
            f"{source} prints it too" + (", a third party's account." if third else "."),
            (),
            places,
        )
    return "unverified", "No better source in this package settles it.", (), ()


def _endpoint(validation: Validation, row: int) -> Place:
    evidence, package = validation.evidence, validation.package
    return Place(
        "endpoint",
        evidence.cell("endpoint", row, "endpoint_id"),
        package.files["endpoint"],
        package.tables["endpoint"].lines[row],
        evidence.observed("endpoint", row, ("reported",)),
    )
