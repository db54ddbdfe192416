"""A forest plot in characters, of Unicode or of ASCII alone."""

from __future__ import annotations

from dataclasses import dataclass

from cartrials.synthesis.result import Estimate, Pooling

WIDTH = 51


@dataclass(frozen=True, slots=True)
class Marks:
    """The characters of a plot."""

    line: str
    low: str
    high: str
    square: str
    diamond: str
    prediction: str
    axis: str
    tick: str


UNICODE = Marks("─", "├", "┤", "■", "◆", "┄", "─", "┴")
ASCII = Marks("-", "[", "]", "#", "O", ".", "-", "+")


def interval_text(centre: float, low: float, high: float) -> str:
    """Return a proportion with its interval in per cent, such as "81.5 % (61.9 to 93.7)"."""
    return f"{100 * centre:.1f} % ({100 * low:.1f} to {100 * high:.1f})"


def _column(share: float) -> int:
    return round(share * (WIDTH - 1))


def _bar(
    centre: float, low: float, high: float, mark: str, marks: Marks, around: tuple[float, float] | None = None
) -> str:
    cells = [" "] * WIDTH
    if around:
        for at in range(_column(around[0]), _column(around[1]) + 1):
            cells[at] = marks.prediction
    for at in range(_column(low), _column(high) + 1):
        cells[at] = marks.line
    cells[_column(low)], cells[_column(high)] = marks.low, marks.high
    cells[_column(centre)] = mark
    return "".join(cells)


def _pooled(estimate: Estimate, marks: Marks) -> tuple[str, str]:
    low, high = estimate.proportion_interval
    bar = _bar(estimate.proportion, low, high, marks.diamond, marks, estimate.prediction_interval)
    return bar, interval_text(estimate.proportion, low, high)


def forest_lines(pooling: Pooling, *, unicode: bool) -> list[str]:
    """Return the lines of a forest plot of the trials and the pooled estimates (REML), group by group.

    Parameters:
        pooling: a pooling that was not refused.
        unicode: whether the terminal shows more than ASCII.
    """
    marks = UNICODE if unicode else ASCII
    rows: list[tuple[str, str, str]] = []
    for pool in pooling.groups:
        rows.append((str(pool.group), "", ""))
        for trial in pooling.trials:
            if trial.group == pool.group and (figure := trial.figure):
                bar = _bar(figure.proportion, figure.low, figure.high, marks.square, marks)
                text = f"{interval_text(figure.proportion, figure.low, figure.high)}  {figure.events}/{figure.patients}"
                rows.append((f"  {trial.trial_id}", bar, text))
        if pool.reml:
            rows.append((f"  pooled ({pool.reml.k} trials)", *_pooled(pool.reml, marks)))
    if pooling.overall and pooling.overall.reml:
        rows.append((f"all ({pooling.overall.reml.k} trials)", *_pooled(pooling.overall.reml, marks)))
    margin = max(len(label) for label, _, _ in rows)
    lines = [f"{label:<{margin}}  {bar:<{WIDTH}}  {text}".rstrip() for label, bar, text in rows]
    axis = [marks.axis] * WIDTH
    figures = [" "] * (WIDTH + 4)
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        at = _column(share)
        axis[at] = marks.tick
        text = f"{100 * share:g}"
        start = max(at - len(text) // 2, 0)
        figures[start : start + len(text)] = text
    return [*lines, f"{'':<{margin}}  {''.join(axis)}", f"{'':<{margin}}  {''.join(figures).rstrip()} %"]
