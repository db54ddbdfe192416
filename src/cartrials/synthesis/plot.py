"""A forest plot as SVG or PNG, the same bytes for the same result and the same matplotlib."""

from __future__ import annotations

from io import BytesIO
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from cartrials.synthesis.result import Comparison, Estimate, Figure
from cartrials.synthesis.terminal import interval_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ENDINGS = (".svg", ".png")
ROW_INCHES = 0.26
CHARACTER_INCHES = 0.082
AXIS_INCHES = 4.2
RIGHT_INCHES = 3.0
SETTINGS: dict[Any, Any] = {
    "svg.hashsalt": "cartrials",
    "svg.fonttype": "path",
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.linewidth": 0.8,
}
Row = tuple[str, Figure | Estimate | None, float]


def _rows(comparison: Comparison) -> list[Row]:
    """Return the rows from top to bottom: a label, what is drawn, and the weight of a trial in per cent."""
    pooling = comparison.chosen
    overall = pooling.overall.weights if pooling.overall else ()
    weights = {id(trial): weight for trial, weight in zip(pooling.trials, overall, strict=True)}
    rows: list[Row] = []
    for pool in pooling.groups:
        rows.append((f"Group {pool.group}", None, 0))
        for trial in pooling.trials:
            if trial.group == pool.group:
                rows.append((f"  {trial.trial_id}", trial.figure, weights[id(trial)]))
        rows += [
            (f"  {name}", estimate, 0)
            for name, estimate in (("pooled, REML", pool.reml), ("pooled, binomial-normal", pool.glmm))
            if estimate
        ]
    if pooling.overall:
        rows.append(("All trials", None, 0))
        both = (("pooled, REML", pooling.overall.reml), ("pooled, binomial-normal", pooling.overall.glmm))
        rows += [(f"  {name}", estimate, 0) for name, estimate in both if estimate]
    return rows


def _draw_trial(axes: Axes, figure: Figure, at: float, weight: float) -> str:
    axes.plot([100 * figure.low, 100 * figure.high], [at, at], color="black", linewidth=1, solid_capstyle="butt")
    axes.scatter(
        [100 * figure.proportion], [at], s=10 + 4 * weight, marker="s", color="#1f4e79", zorder=3, clip_on=False
    )
    mark = "†" if figure.events_from == "derived" else ""
    said = interval_text(figure.proportion, figure.low, figure.high)
    return f"{figure.events}/{figure.patients}{mark}  {said}"


def _draw_estimate(axes: Axes, estimate: Estimate, at: float) -> str:
    low, high = (100 * limit for limit in estimate.proportion_interval)
    centre = 100 * estimate.proportion
    if expected := estimate.prediction_interval:
        axes.plot([100 * limit for limit in expected], [at, at], color="#b03a2e", linewidth=1.2, linestyle="--")
    filled = "#b03a2e" if estimate.model == "reml_hartung_knapp" else "white"
    axes.fill(
        [low, centre, high, centre], [at, at + 0.3, at, at - 0.3], facecolor=filled, edgecolor="#b03a2e", zorder=3
    )
    return interval_text(estimate.proportion, *estimate.proportion_interval)


def forest_plot(comparison: Comparison, ending: str) -> bytes:
    """Draw the trials and pooled estimates of a comparison that was not refused.

    Squares are as large as a trial's weight among all trials (REML); lines are exact intervals. Filled diamonds are
    the pooled estimates by REML with their intervals, with the prediction interval as a dashed line; hollow ones
    those of the binomial-normal model.

    Parameters:
        comparison: the comparison.
        ending: ".svg" or ".png".

    Returns:
        The file's content.

    Raises:
        ValueError: another ending.
    """
    if ending not in ENDINGS:
        raise ValueError(f"a plot is written as {' or '.join(ENDINGS)}, not as '{ending}'")
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Sheet

    rows = _rows(comparison)
    left = max(1.6, CHARACTER_INCHES * max(len(label) for label, _, _ in rows) + 0.2)
    width = left + AXIS_INCHES + RIGHT_INCHES
    asked = " or ".join(comparison.options.measures) + (
        f", grade {comparison.options.grade}" if comparison.options.grade else ""
    )
    title = wrap(f"{comparison.label}: {asked}", int(width / CHARACTER_INCHES))
    foot = ["Not for clinical decisions. Bars: 95 % intervals; dashed: 95 % prediction interval."]
    if any(trial.figure and trial.figure.events_from == "derived" for trial in comparison.chosen.trials):
        foot.append("† The count is the only one that gives the printed percentage.")
    if comparison.chosen.basis == "as_asserted":
        foot.append("Ineligible trials are included.")
    top, bottom = 0.25 + 0.2 * len(title), 0.6 + 0.18 * len(foot)
    height = top + ROW_INCHES * len(rows) + bottom
    with matplotlib.rc_context(SETTINGS):
        sheet = Sheet(figsize=(width, height))
        FigureCanvasAgg(sheet)
        axes = sheet.add_axes((left / width, bottom / height, AXIS_INCHES / width, ROW_INCHES * len(rows) / height))
        beside = axes.get_yaxis_transform()
        for position, (label, drawn, weight) in enumerate(rows):
            at = -float(position)
            bold = "bold" if drawn is None else "normal"
            axes.text(-left / AXIS_INCHES + 0.03, at, label, transform=beside, va="center", weight=bold)
            if drawn is None:
                continue
            said = (
                _draw_trial(axes, drawn, at, weight) if isinstance(drawn, Figure) else _draw_estimate(axes, drawn, at)
            )
            axes.text(1.03, at, said, transform=beside, va="center")
        axes.set_xlim(0, 100)
        axes.set_ylim(-len(rows) + 0.5, 0.5)
        axes.set_yticks([])
        axes.set_xlabel("Patients, %")
        for side in ("left", "right", "top"):
            axes.spines[side].set_visible(False)
        axes.xaxis.grid(visible=True, color="#dddddd", linewidth=0.6)
        axes.set_axisbelow(True)
        sheet.text(0.12 / width, 1 - 0.12 / height, "\n".join(title), va="top", weight="bold")
        sheet.text(0.12 / width, 0.1 / height, "\n".join(foot), va="bottom", fontsize=7.5)
        content = BytesIO()
        metadata = {"Date": None} if ending == ".svg" else {"Software": None}
        sheet.savefig(content, format=ending[1:], dpi=150, metadata=metadata)
    return content.getvalue()
