"""A comparison as JSON, under the JSON Schema `comparison.schema.json` among the reports."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cartrials import __version__
from cartrials.synthesis.result import Comparison, Estimate, PlacedTrial, Pool, Pooling

FORMAT_VERSION = 1


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the output of `compare`."""
    path = Path(__file__).resolve().parents[1] / "report" / "comparison.schema.json"
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def _trial(trial: PlacedTrial, chosen: Pooling) -> dict[str, Any]:
    figure = trial.figure
    return {
        "group": trial.group,
        "trial_id": trial.trial_id,
        "eligible": not trial.ineligible,
        "ineligible": list(trial.ineligible),
        "counted": trial in chosen.trials,
        "reason": trial.reason,
        "cautions": list(trial.cautions),
        "figure": {**asdict(figure), "proportion": figure.proportion} if figure else None,
        "passed_over": list(trial.passed_over),
        "other_measures": list(trial.other_measures),
        "other_grades": list(trial.other_grades),
    }


def _estimate(estimate: Estimate | None) -> dict[str, Any] | None:
    if estimate is None:
        return None
    low, high = estimate.proportion_interval
    expected = estimate.prediction_interval
    return {
        **asdict(estimate),
        "proportion": estimate.proportion,
        "proportion_low": low,
        "proportion_high": high,
        "prediction_proportion_low": expected[0] if expected else None,
        "prediction_proportion_high": expected[1] if expected else None,
    }


def _pool(pool: Pool | None) -> dict[str, Any] | None:
    if pool is None:
        return None
    return {
        "group": pool.group,
        "trials": list(pool.trials),
        "weights": list(pool.weights),
        "reml_hartung_knapp": _estimate(pool.reml),
        "binomial_normal": _estimate(pool.glmm),
        "leave_one_out": [
            {"trial_id": left.trial_id, "group": left.group, "estimate": _estimate(left.estimate)}
            for left in pool.leave_one_out
        ],
        "notes": list(pool.notes),
    }


def _pooling(pooling: Pooling) -> dict[str, Any]:
    return {
        "refused": pooling.refused,
        "refusals": [{**asdict(refusal), "trials": list(refusal.trials)} for refusal in pooling.refusals],
        "warnings": list(pooling.warnings),
        "trials": [{"group": trial.group, "trial_id": trial.trial_id} for trial in pooling.trials],
        "groups": [_pool(group) for group in pooling.groups],
        "overall": _pool(pooling.overall),
        "tests": [asdict(test) for test in pooling.tests],
        "notes": list(pooling.notes),
    }


def comparison_object(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as a JSON object."""
    return {
        "format_version": FORMAT_VERSION,
        "tool": {"name": "cartrials", "version": __version__},
        "disclaimer": comparison.disclaimer,
        "exit_code": comparison.exit_code,
        "comparison": {
            "comparison_id": comparison.comparison_id,
            "label": comparison.label,
            "source_id": comparison.source_id,
            "groups": list(comparison.groups),
        },
        "options": {**asdict(comparison.options), "measures": list(comparison.options.measures)},
        "basis": comparison.chosen.basis,
        "level": 95,
        "trials": [_trial(trial, comparison.chosen) for trial in comparison.placements],
        "eligible_only": _pooling(comparison.eligible_only),
        "as_asserted": _pooling(comparison.as_asserted),
    }
