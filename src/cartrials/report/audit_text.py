"""An audit as text: the findings of the document, then every figure with its verdict."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.text import Text

from cartrials.report.text import DISCLAIMER, finding_lines, here, summary_lines

if TYPE_CHECKING:
    from rich.console import Console

    from cartrials.audit import Audit, Verdict

COLOURS: dict[Verdict, str] = {
    "inconsistent": "bold red",
    "contradicted": "red",
    "ineligible": "magenta",
    "confirmed": "green",
    "unverified": "dim",
}


def print_audit(audited: Audit, console: Console) -> None:
    """Print an audit."""
    for finding in audited.outcome.findings:
        for line in finding_lines(finding):
            console.print(line, soft_wrap=True)
    console.print(Text(f"\nFigures of {audited.source_id}", style="bold"), soft_wrap=True)
    for figure in audited.figures:
        line = Text("  ")
        line.append(f"{figure.verdict:<12} ", style=COLOURS[figure.verdict])
        line.append(f"{figure.locator}  ", style="bold")
        line.append(f"{figure.key.removeprefix(audited.source_id + '.')}  ", style="dim")
        line.append(f"{figure.reported or '(no figure)'}  ")
        line.append(figure.reason, style="dim")
        for place in figure.evidence[:1]:
            line.append(f" [{here(place.file)}:{place.line}]", style="dim")
        console.print(line, soft_wrap=True)
    counts = Counter(figure.verdict for figure in audited.figures)
    verdicts = ", ".join(f"{counts[verdict]} {verdict}" for verdict in COLOURS if counts[verdict])
    console.print(Text(f"\n{len(audited.figures)} figures: {verdicts or 'none'}."), soft_wrap=True)
    for text in summary_lines(audited.outcome):
        console.print(Text(text), soft_wrap=True)
    console.print(Text(DISCLAIMER, style="dim"), soft_wrap=True)
