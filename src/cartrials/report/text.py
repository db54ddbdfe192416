"""Findings as lines for people: place, code, message, then what was observed, expected, hinted and related."""

from __future__ import annotations

import os
from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from cartrials.findings import Finding, Outcome, Place

COLOURS = {"error": "bold red", "warning": "yellow", "info": "cyan"}
DISCLAIMER = "Not for clinical decisions."


def here(file: str) -> str:
    """Return a path as seen from the working directory, where it lies below it."""
    try:
        relative = os.path.relpath(file)
    except ValueError:
        return file
    return file if relative.startswith("..") else relative


def _place(file: str, line: int | None, column: int | None = None) -> str:
    return ":".join([here(file), *(str(part) for part in (line, column) if part is not None)])


def _related(place: Place) -> str:
    what = f" ({place.observed})" if place.observed else ""
    return f"{_place(place.file, place.line)} {place.resource}/{place.key}{what}"


def finding_lines(finding: Finding, indent: str = "") -> Iterable[Text]:
    """Yield the lines of one finding."""
    head = Text(indent)
    head.append(_place(finding.file, finding.line, finding.column), style="bold")
    head.append(": ")
    head.append(f"{finding.code} ", style=COLOURS[finding.severity])
    head.append(f"{finding.name} ", style="dim")
    head.append(f"{finding.severity}: {finding.message}")
    if finding.count > 1:
        head.append(f" ({finding.count} times)")
    yield head
    details = [
        ("row", f"{finding.resource}/{finding.key} ({', '.join(finding.fields)})" if finding.key else ""),
        ("observed", finding.observed),
        ("expected", finding.expected),
        ("hint", finding.hint),
        *(("see", _related(place)) for place in finding.related),
        (finding.status, f"{finding.verdict} by {finding.adjudication}" if finding.adjudication else ""),
    ]
    for label, text in details:
        if text:
            line = Text(f"{indent}    ")
            line.append(f"{label}: ", style="dim")
            line.append(text)
            yield line
    for attached in finding.attached:
        yield Text(f"{indent}    this explains:", style="dim")
        yield from finding_lines(attached, indent + "        ")


def summary_lines(outcome: Outcome) -> Iterable[str]:
    """Yield the closing lines: the count with the known findings, and the ledger."""
    counts = outcome.counts()
    if counts["total"]:
        kinds = ", ".join(f"{counts[kind]} {kind}" for kind in ("error", "warning", "info") if counts[kind])
        yield f"{counts['total']} findings ({kinds}): {counts['new']} new, {counts['known']} known."
    else:
        yield "No findings."
    ran = [entry for entry in outcome.ledger if entry.state == "ran"]
    resting = [entry for entry in outcome.ledger if entry.state == "not applicable"]
    crashed = [entry for entry in outcome.ledger if entry.state == "crashed"]
    rows = max((entry.rows for entry in outcome.ledger), default=0)
    yield (
        f"Ledger: {len(ran)} checks ran over {rows} rows, "
        f"{len(resting)} did not apply, {len(crashed)} crashed. Nothing was sampled."
    )
    for entry in resting:
        yield f"  {entry.code} {entry.name} did not apply: {entry.reason}"
    for entry in crashed:
        yield f"  {entry.code} {entry.name} CRASHED: {entry.reason}"
        yield "  The result is not complete; please report this with the package that shows it."


def print_outcome(outcome: Outcome, console: Console, *, known: bool = True) -> None:
    """Print findings and ledger; known findings are left out where `known` is false, but counted."""
    for finding in outcome.findings:
        if known or finding.status != "known":
            for line in finding_lines(finding):
                console.print(line, soft_wrap=True)
    for text in summary_lines(outcome):
        console.print(Text(text), soft_wrap=True)
    console.print(Text(DISCLAIMER, style="dim"), soft_wrap=True)
