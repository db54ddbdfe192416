"""A comparison as lines for people: its trials, refusals and warnings, then what was pooled."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.text import Text

from cartrials.synthesis.result import Comparison, Estimate, Figure, PlacedTrial, Pool, Pooling, SubgroupTest
from cartrials.synthesis.terminal import forest_lines, interval_text

if TYPE_CHECKING:
    from rich.console import Console

MODELS = {"reml_hartung_knapp": "REML, Hartung-Knapp", "binomial_normal": "binomial-normal"}
BASES = {"eligible_only": "eligible trials only", "as_asserted": "as asserted, ineligible trials included"}
PLAIN = str.maketrans({"²": "2", "†": "*", "’": "'", "–": "-", "…": "..."})


def speaks_unicode(console: Console) -> bool:
    """Return whether the terminal shows more than its own letters."""
    return console.encoding.lower().replace("-", "") == "utf8"


def _shown(text: str, console: Console) -> str:
    if speaks_unicode(console):
        return text
    return text.translate(PLAIN).encode(console.encoding, "replace").decode(console.encoding)


def _table(rows: list[tuple[str, ...]]) -> Iterable[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield "  " + "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()


def _figure_row(trial: PlacedTrial, figure: Figure) -> tuple[str, ...]:
    what = figure.measure + (f" {figure.grade}" if figure.grade else "")
    return (
        trial.group,
        trial.trial_id,
        f"{figure.analysis_set_id} ({figure.set_kind})",
        what,
        f"{figure.events}/{figure.patients}",
        interval_text(figure.proportion, figure.low, figure.high),
        "derived" if figure.events_from == "derived" else "printed",
        figure.reported,
        f"{figure.source_id} {figure.locator}",
    )


def trial_lines(comparison: Comparison) -> Iterable[str]:
    """Yield the trials that count with their figures, and those that do not with the reasons."""
    counted = comparison.chosen.trials
    if counted:
        heads = ("group", "trial", "set", "measure", "n/N", "share (95 %)", "count", "as printed", "source")
        yield "Trials that count"
        yield from _table([heads, *(_figure_row(trial, trial.figure) for trial in counted if trial.figure)])
    others = [trial for trial in comparison.placements if trial not in counted]
    if others:
        yield "Trials that do not count"
    for trial in others:
        why = [f"ineligible: {reason}" for reason in trial.ineligible] + [trial.reason] * bool(trial.reason)
        figure = f" (its figure: {trial.figure.events}/{trial.figure.patients})" if trial.figure else ""
        yield f"  {trial.group}  {trial.trial_id}: {'; '.join(why)}{figure}"


def _estimate(estimate: Estimate) -> str:
    said = f"{MODELS[estimate.model]}: {interval_text(estimate.proportion, *estimate.proportion_interval)}"
    said += f"; logit {estimate.logit:.4f} ({estimate.low:.4f} to {estimate.high:.4f}), tau² {estimate.tau2:.4f}"
    if estimate.i2 is not None and estimate.q is not None and estimate.q_p is not None:
        said += f", I² {estimate.i2:.1f} %, Q {estimate.q:.2f} (df {estimate.q_df}, p {_p(estimate.q_p)})"
    if expected := estimate.prediction_interval:
        said += f"; prediction interval {100 * expected[0]:.1f} to {100 * expected[1]:.1f} %"
    return said


def _p(value: float) -> str:
    return "< 0.0001" if value < 0.0001 else f"{value:.4f}"


def _pool_lines(pool: Pool) -> Iterable[str]:
    trials = f"{len(pool.trials)} trial{'s' if len(pool.trials) != 1 else ''}"
    yield f"  {pool.group or 'all'} ({trials})"
    for estimate in (pool.reml, pool.glmm):
        if estimate:
            yield f"    {_estimate(estimate)}"
    for note in pool.notes:
        yield f"    {note}"


def _test(test: SubgroupTest) -> str:
    if test.df2 is None:
        said = f"chi² {test.statistic:.4f} (df {test.df1}), p {_p(test.p)}"
    else:
        said = f"F {test.statistic:.4f} (df {test.df1}, {test.df2}), p {_p(test.p)}"
    return f"  {MODELS[test.model]}: {said}; tau² within groups {test.tau2:.4f}"


def _omitted_lines(pool: Pool) -> Iterable[str]:
    for left in pool.leave_one_out:
        estimate = left.estimate
        said = interval_text(estimate.proportion, *estimate.proportion_interval)
        yield f"  {pool.group or 'all'} without {left.trial_id}: {said}, tau² {estimate.tau2:.4f}"


def pooling_lines(pooling: Pooling, *, unicode: bool) -> Iterable[str]:
    """Yield refusals and warnings and, where pooling was not refused, every estimate and the forest plot."""
    for refusal in pooling.refusals:
        yield f"Refused, {refusal.code}: {refusal.message}"
    for warning in pooling.warnings:
        yield f"Warning: {warning}"
    if pooling.refused or pooling.overall is None:
        return
    yield "Pooled proportions with 95 % intervals"
    for pool in (*pooling.groups, pooling.overall):
        yield from _pool_lines(pool)
    yield "Do the groups differ?"
    for test in pooling.tests:
        yield _test(test)
    for note in pooling.notes:
        yield f"  {note}"
    omitted = [line for pool in (*pooling.groups, pooling.overall) for line in _omitted_lines(pool)]
    if omitted:
        yield "Without one trial (REML, Hartung-Knapp)"
        yield from omitted
    yield ""
    yield from forest_lines(pooling, unicode=unicode)
    yield ""


def other_lines(comparison: Comparison) -> Iterable[str]:
    """Yield what comes of the trials on the other basis, in short."""
    other = comparison.other
    yield f"For comparison, {BASES[other.basis]}:"
    if other.trials == comparison.chosen.trials:
        yield "  the same trials, so the same result."
        return
    for refusal in other.refusals:
        yield f"  Refused, {refusal.code}: {refusal.message}"
    if not other.refused and other.overall:
        for pool in (*other.groups, other.overall):
            yield from _pool_lines(pool)
        for test in other.tests:
            yield _test(test)


def print_comparison(comparison: Comparison, console: Console) -> None:
    """Print a comparison."""
    options = comparison.options
    asked = " or ".join(options.measures) + (f", grade {options.grade}" if options.grade else "")
    heads = [f"{comparison.comparison_id}: {comparison.label}", f"{asked}, {BASES[comparison.chosen.basis]}"]
    for head in heads:
        console.print(Text(_shown(head, console), style="bold"), soft_wrap=True)
    unicode = speaks_unicode(console)
    lines = [*trial_lines(comparison), *pooling_lines(comparison.chosen, unicode=unicode), *other_lines(comparison)]
    for line in lines:
        style = "red" if line.startswith("Refused") else "yellow" if line.startswith("Warning") else ""
        console.print(Text(_shown(line, console), style=style), soft_wrap=True)
    console.print(Text(comparison.disclaimer, style="dim"), soft_wrap=True)
