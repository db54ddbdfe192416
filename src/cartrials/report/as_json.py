"""Findings and ledger as JSON, under the JSON Schema `outcome.schema.json` beside this module."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cartrials import __version__
from cartrials.findings import Finding, LedgerEntry, Outcome, Place, Severity

if TYPE_CHECKING:
    from cartrials.audit import Audit

FORMAT_VERSION = 1


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the output of `validate` and `audit`."""
    text = (Path(__file__).parent / "outcome.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def place_object(place: Place) -> dict[str, Any]:
    """Return a related place as a JSON object."""
    return {
        "resource": place.resource,
        "key": place.key,
        "file": place.file,
        "line": place.line,
        "observed": place.observed,
    }


def finding_object(finding: Finding) -> dict[str, Any]:
    """Return a finding as a JSON object."""
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity,
        "status": finding.status,
        "adjudication": finding.adjudication,
        "verdict": finding.verdict,
        "resource": finding.resource,
        "key": finding.key,
        "fields": list(finding.fields),
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
        "message": finding.message,
        "observed": finding.observed,
        "expected": finding.expected,
        "hint": finding.hint,
        "related": [place_object(place) for place in finding.related],
        "fingerprint": finding.fingerprint,
        "attached": [finding_object(attached) for attached in finding.attached],
        "count": finding.count,
    }


def ledger_object(entry: LedgerEntry) -> dict[str, Any]:
    """Return an entry of the ledger as a JSON object."""
    return {
        "code": entry.code,
        "name": entry.name,
        "stage": entry.stage,
        "state": entry.state,
        "rows": entry.rows,
        "findings": entry.findings,
        "reason": entry.reason,
    }


def outcome_object(outcome: Outcome, fail_on: Severity) -> dict[str, Any]:
    """Return the whole outcome as a JSON object."""
    return {
        "format_version": FORMAT_VERSION,
        "tool": {"name": "cartrials", "version": __version__},
        "package": outcome.package,
        "disclaimer": "Not for clinical decisions.",
        "fail_on": fail_on,
        "exit_code": outcome.exit_code(fail_on),
        "summary": outcome.counts(),
        "findings": [finding_object(finding) for finding in outcome.findings],
        "ledger": [ledger_object(entry) for entry in outcome.ledger],
    }


def audit_object(audited: Audit, fail_on: Severity) -> dict[str, Any]:
    """Return an audit as a JSON object: the outcome of its source, and each figure with its verdict."""
    figures = [
        {
            "resource": "endpoint",
            "key": figure.key,
            "locator": figure.locator,
            "reported": figure.reported,
            "verdict": figure.verdict,
            "reason": figure.reason,
            "findings": [finding.fingerprint for finding in figure.findings],
            "evidence": [place_object(place) for place in figure.evidence],
        }
        for figure in audited.figures
    ]
    return {**outcome_object(audited.outcome, fail_on), "source_id": audited.source_id, "figures": figures}
