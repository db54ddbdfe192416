from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from cartrials.synthesis.effects import NoEstimate, exact_interval, logits
from cartrials.synthesis.glmm import glmm, glmm_test
from cartrials.synthesis.models import narrowed, reml, reml_test, weights_of

sys.path.insert(0, str(Path(__file__).parent))
from reference import Trials, drawn, frozen, metafor

ON_LOGITS = 1e-4
SETS, EXPECTED = frozen()


def fitted(trials: Trials) -> dict[str, Any]:
    groups = [group for group, _, _ in trials]
    counts = [(events, patients) for _, events, patients in trials]
    found: dict[str, Any] = {"reml": reml(counts)}
    for at in range(len(counts)):
        if len(counts) > 2:
            found[f"left.{at + 1}"] = reml([*counts[:at], *counts[at + 1 :]])
    tests = {"reml_test": reml_test, "glmm_test": glmm_test} if len(counts) > len(set(groups)) > 1 else {}
    for name, test in tests.items():
        with suppress(NoEstimate):
            found[name] = test(counts, groups)
    with suppress(NoEstimate):
        found["glmm"] = glmm(counts)
    return found


def misses(trials: Trials, expected: dict[str, float]) -> list[str]:
    """Return what is further from metafor than it may be: 1e-4 on the logit scale, of p-values, of tau² and I².

    Test statistics are held to a thousandth of themselves, since theirs rest on derivatives by finite differences.
    """
    ours = fitted(trials)
    found = []
    for key, value in expected.items():
        part, attribute = key.rsplit(".", 1)
        if part.startswith("left.") and len(trials) < 3:
            continue
        got = getattr(ours[part], attribute)
        allowed = 1e-3 * max(1.0, value) if attribute == "statistic" else ON_LOGITS
        if attribute == "i2":
            allowed = 1e-2
        if abs(got - value) > allowed:
            found.append(f"{key}: {got} instead of {value}")
    fits = {key.rsplit(".", 1)[0] for key in expected if not key.startswith("left.")}
    if fits != {name for name in ours if not name.startswith("left.")}:
        found.append(f"other models than {sorted(fits)}: {sorted(ours)}")
    return found


@pytest.mark.parametrize("name", SETS)
def test_the_models_agree_with_the_frozen_numbers_of_metafor(name: str) -> None:
    assert misses(SETS[name], EXPECTED[name]) == []


def test_the_models_agree_with_metafor_as_installed_on_frozen_and_fresh_data() -> None:
    sets = {**SETS, **drawn(1995, 25)}
    given = metafor(sets)
    if given is None:
        pytest.skip("Rscript with metafor and lme4 is not installed")
    assert {name: misses(trials, given[name]) for name, trials in sets.items()} == {name: [] for name in sets}


def test_the_frozen_sets_hold_zero_cells_full_cells_and_no_spread() -> None:
    cells = [(events, patients) for trials in SETS.values() for _, events, patients in trials]
    assert any(events == 0 for events, _ in cells) and any(events == patients for events, patients in cells)
    assert any(given["reml.tau2"] == 0 for given in EXPECTED.values())
    assert any(0 <= given.get("glmm.tau2", 1) < 1e-6 for given in EXPECTED.values())


def test_half_a_patient_is_added_only_where_none_or_all_have_the_event() -> None:
    effects, variances = logits([(0, 10), (10, 10), (5, 10)])
    assert effects == pytest.approx([-3.044522437723423, 3.044522437723423, 0.0])
    assert variances == pytest.approx([1 / 0.5 + 1 / 10.5, 1 / 0.5 + 1 / 10.5, 0.4])


@pytest.mark.parametrize(
    ("events", "patients", "low", "high"),
    [(0, 10, 0.0, 0.30849710781876083), (10, 10, 0.6915028921812392, 1.0), (5, 10, 0.187086, 0.812914)],
)
def test_the_exact_interval_is_that_of_the_binomial(events: int, patients: int, low: float, high: float) -> None:
    assert exact_interval(events, patients) == pytest.approx((low, high), abs=1e-6)


@pytest.mark.parametrize("counts", [[(0, 5), (0, 9)], [(5, 5), (9, 9)]])
def test_counts_without_a_finite_logit_are_refused_by_the_binomial_model(counts: list[tuple[int, int]]) -> None:
    with pytest.raises(NoEstimate, match="no finite estimate"):
        glmm(counts)


def test_groups_whose_trials_agree_exactly_cannot_be_tested_by_the_adjusted_variance() -> None:
    counts, groups = [(5, 10), (5, 10), (8, 10), (8, 10)], ["a", "a", "b", "b"]
    with pytest.raises(NoEstimate, match="agree exactly"):
        reml_test(counts, groups)
    assert narrowed(counts[:2], reml(counts[:2]))


def test_weights_add_up_to_a_hundred_and_follow_the_size_without_spread() -> None:
    assert weights_of([(5, 10), (10, 20), (20, 40)], 0.0) == pytest.approx((100 / 7, 200 / 7, 400 / 7))
