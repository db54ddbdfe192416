from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from handmade import COMPARISON, Rows, comparison_of, counted, evidence_of

from cartrials.dataset import shipped_evidence
from cartrials.synthesis import Comparison, UnknownTerm, compare

YOUNG = counted(young_1="15/20", young_2="16/20")
OLD = counted(old_1="10/20", old_2="12/20")


def of(
    young: list[dict[str, str]],
    old: list[dict[str, str]],
    measure: Any = "ORR",
    tables: Rows | None = None,
    **options: Any,
) -> Comparison:
    return compare(
        evidence_of(comparison_of({"young": young, "old": old}, **(tables or {}))), COMPARISON, measure, **options
    )


def said(found: Comparison) -> list[tuple[str, str, tuple[str, ...]]]:
    assert found.exit_code == int(found.chosen.refused) == int(bool(found.chosen.refusals))
    assert not found.chosen.refused or (found.chosen.overall is None and found.chosen.groups == ())
    return [(refusal.code, refusal.message, refusal.trials) for refusal in found.chosen.refusals]


def graded(measure: str, grade: str, **counts: str) -> list[dict[str, str]]:
    return [{**cells, "measure": measure, "grade": grade} for cells in counted(**counts)]


def test_two_lawful_groups_are_pooled_with_a_warning_of_few_trials() -> None:
    found = of(YOUNG, OLD)
    assert said(found) == []
    assert found.chosen.warnings == (
        "The group young has 2 trials, fewer than 5: its interval is uncertain.",
        "The group old has 2 trials, fewer than 5: its interval is uncertain.",
    )
    assert [(pool.group, pool.trials) for pool in found.chosen.groups] == [
        ("young", ("young-1", "young-2")),
        ("old", ("old-1", "old-2")),
    ]
    assert found.chosen.overall is not None and found.chosen.overall.trials == ("young-1", "young-2", "old-1", "old-2")
    assert [test.model for test in found.chosen.tests] == ["reml_hartung_knapp", "binomial_normal"]
    assert found.as_asserted.trials == found.eligible_only.trials


def test_a_group_of_one_is_shown_and_not_pooled() -> None:
    found = of(YOUNG, OLD[:1])
    assert said(found) == []
    alone = found.chosen.groups[1]
    assert (alone.trials, alone.reml, alone.glmm, alone.leave_one_out) == (("old-1",), None, None, ())
    assert "The group old has one trial, old-1: its own interval, nothing pooled." in found.chosen.warnings
    assert said(of(YOUNG[:1], OLD[:1])) == [
        ("too_few_trials", "No group has two trials or more, so that nothing can be pooled.", ())
    ]


def test_other_measures_are_named_and_never_taken() -> None:
    other = [{**cells, "measure": "CR_CRI"} for cells in OLD]
    young = [{**cells, "measure": "CR"} for cells in YOUNG]
    assert said(of(young, other, "CR")) == [
        (
            "empty_group",
            "No trial is left in the group old (old-1: no figure of CR is recorded; it has figures of CR_CRI, not "
            "pooled as CR; old-2: no figure of CR is recorded; it has figures of CR_CRI, not pooled as CR).",
            ("old-1", "old-2"),
        ),
        (
            "mixed_measures",
            "In the group old there are figures of other measures than CR, which are not taken for it (old-1: CR_CRI; "
            "old-2: CR_CRI).",
            ("old-1", "old-2"),
        ),
    ]
    assert said(of(young, other, ["CR", "CR_CRI"])) == [
        (
            "mixed_measures",
            "Different measures are not pooled (CR: young-1, young-2; CR_CRI: old-1, old-2).",
            ("young-1", "young-2", "old-1", "old-2"),
        )
    ]


def test_grades_are_not_mixed() -> None:
    young, old = graded("CRS", "ge3", young_1="5/20", young_2="6/20"), graded("CRS", "3-4", old_1="5/20", old_2="6/20")
    assert said(of(young, old, "CRS"))[0] == (
        "mixed_grades",
        "Different grades are not pooled (ge3: young-1, young-2; 3-4: old-1, old-2); name one.",
        ("young-1", "young-2", "old-1", "old-2"),
    )
    found = said(of(young, old, "CRS", grade="ge3"))
    assert [code for code, _, _ in found] == ["empty_group", "mixed_grades"]
    assert found[1][1] == (
        "In the group old there are figures of other grades than ge3, which are not taken for it "
        "(old-1: 3-4; old-2: 3-4)."
    )


def scale(trial: str, value: str) -> dict[str, str]:
    return {
        "characteristic_id": f"report.{trial}.scale",
        "source_id": "report",
        "trial_id": trial,
        "attribute": "grading_scale",
        "measure": "CRS",
        "status": "stated",
        "reported": value,
        "value": value,
    }


def test_grading_scales_are_not_mixed_unless_allowed_and_unknown_ones_warn() -> None:
    young, old = graded("CRS", "ge3", young_1="5/20", young_2="6/20"), graded("CRS", "ge3", old_1="5/20", old_2="6/20")
    scales = {"characteristic": [scale("young-1", "Penn"), scale("young-2", "Lee"), scale("old-1", "lee")]}
    message = "Grades of different scales do not mean the same (penn: young-1; lee: young-2, old-1)."
    found = of(young, old, "CRS", scales, grade="ge3")
    assert said(found) == [("mixed_scales", message, ("young-1", "young-2", "old-1"))]
    assert found.chosen.warnings[0] == "The grading scale is not known of old-2."
    allowed = of(young, old, "CRS", scales, grade="ge3", allow_mixed_scales=True)
    assert said(allowed) == [] and message in allowed.chosen.warnings
    any_grade = [{**cells, "grade": "any"} for cells in young + old]
    assert said(of(any_grade[:2], any_grade[2:], "CRS", scales, grade="any")) == []


def member(pooled: str, trial: str) -> dict[str, str]:
    return {"pooled_trial_id": pooled, "trial_id": trial, "membership": "part", "source_id": "report"}


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        (
            [member("young-1", "old-1")],
            [("young-1 is a pooled analysis that has patients of old-1.", ("young-1", "old-1"))],
        ),
        (
            [member("young-1", "x"), member("young-2", "x")],
            [("young-1 and young-2 both have patients of x.", ("young-1", "young-2"))],
        ),
        (
            [member("young-1", "middle"), member("middle", "old-2")],
            [("young-1 is a pooled analysis that has patients of old-2.", ("young-1", "old-2"))],
        ),
        ([member("elsewhere", "old-2")], []),
    ],
)
def test_pooled_analyses_and_their_members_overlap(
    members: list[dict[str, str]], expected: list[tuple[str, tuple[str, ...]]]
) -> None:
    found = said(of(YOUNG, OLD, tables={"trial_member": members}))
    assert found == [("overlapping_patients", message, trials) for message, trials in expected]


def test_one_set_or_nested_sets_in_both_groups_overlap_and_parts_of_a_division_do_not() -> None:
    both = counted(both="10/20")
    assert said(of([*YOUNG, *both], [*OLD, *both], include_ineligible=True)) == [
        ("overlapping_patients", "both.treated is counted in the groups young and old.", ("both", "both"))
    ]
    sets = [
        {"analysis_set_id": f"both.{name}", "trial_id": "both", "kind": "subgroup", "label": name,
         "parent_id": "both.treated", "partition": "age"}
        for name in ("below", "above")
    ]  # fmt: skip
    placed = [
        {"comparison_id": COMPARISON, "group": group, "trial_id": "both", "analysis_set_id": f"both.{name}"}
        for group, name in (("young", "below"), ("old", "above"))
    ]
    parts = [{**both[0], "analysis_set_id": f"both.{name}"} for name in ("below", "above")]
    tables: Rows = {"analysis_set": sets, "comparison_trial": placed, "trial": [{"trial_id": "both", "age_max": ""}]}
    found = of([*YOUNG, parts[0]], [*OLD, parts[1]], tables=tables)
    assert said(found) == [] and not any("apart" in warning for warning in found.chosen.warnings)
    nested: Rows = {**tables, "comparison_trial": [placed[0], {**placed[1], "analysis_set_id": "both.treated"}]}
    assert said(of([*YOUNG, parts[0]], [*OLD, *both], tables=nested)) == [
        (
            "overlapping_patients",
            "both.below in young and both.treated in old: one holds the other.",
            ("both", "both"),
        )
    ]


def test_the_same_trial_twice_in_a_group_is_refused_where_keys_are_not_kept() -> None:
    evidence = evidence_of(comparison_of({"young": YOUNG, "old": OLD}))
    import pandas as pd

    table = evidence.tables["comparison_trial"]
    twice = pd.concat([table, table.iloc[[0]]], ignore_index=True)
    from cartrials.evidence import Evidence

    found = compare(Evidence({**evidence.tables, "comparison_trial": twice}, evidence.text), COMPARISON, "ORR")
    assert said(found) == [("overlapping_patients", "young-1 stands twice in the group young.", ("young-1", "young-1"))]


def test_ineligible_trials_are_listed_with_every_reason_and_count_only_as_asserted() -> None:
    tables: Rows = {
        "trial": [
            {"trial_id": "old-1", "disease": "LBCL"},
            {"trial_id": "old-2", "phase": "4"},
            {"trial_id": "old-3", "age_min": "", "age_max": "12"},
        ],
        "arm": [{"arm_id": "old-4.arm", "intervention_id": "drug"}],
    }
    found = of(YOUNG, counted(old_1="10/20", old_2="12/20", old_3="9/20", old_4="8/20"), tables=tables)
    assert {trial.trial_id: trial.ineligible for trial in found.placements if trial.group == "old"} == {
        "old-1": ("a trial in LBCL; B-ALL is asked for",),
        "old-2": ("of phase 4; phases 1; 2 are asked for",),
        "old-3": ("admits ages up to 12 years; the group's are from 18 years",),
        "old-4": ("studies ADC; CAR-T is asked for",),
    }
    assert [code for code, _, _ in said(found)] == ["empty_group"]
    assert found.as_asserted.refusals == () and found.as_asserted.overall is not None
    assert len(found.as_asserted.trials) == 6
    included = of(
        YOUNG, counted(old_1="10/20", old_2="12/20", old_3="9/20", old_4="8/20"), tables=tables, include_ineligible=True
    )
    assert included.exit_code == 0 and included.chosen == found.as_asserted and included.other == found.eligible_only


def test_trials_of_mixed_ages_count_with_a_caution_unless_ages_are_strict() -> None:
    tables: Rows = {"trial": [{"trial_id": "young-1", "age_max": "25"}]}
    found = of(YOUNG, OLD, tables=tables)
    assert "young-1 in young: admits ages up to 25 years, the group's are only below 18 years." in found.chosen.warnings
    strict = of([*YOUNG, *counted(young_3="5/10")], OLD, tables=tables, strict_ages=True)
    assert [trial.trial_id for trial in strict.chosen.trials] == ["young-2", "young-3", "old-1", "old-2"]


def test_every_refusal_of_a_run_is_reported_together() -> None:
    young = graded("CRS", "ge3", young_1="5/20", young_2="6/20") + graded("CRS", "any", young_3="6/20")
    tables: Rows = {
        "trial_member": [member("young-1", "young-2")],
        "characteristic": [scale("young-1", "Penn"), scale("young-2", "Lee")],
        "trial": [{"trial_id": "old-1", "disease": "LBCL"}],
    }
    found = of(young, graded("CRS", "any", old_1="3/10"), "CRS", tables)
    assert [code for code, _, _ in said(found)] == [
        "mixed_grades",
        "mixed_scales",
        "overlapping_patients",
        "empty_group",
    ]
    assert [refusal.code for refusal in of(YOUNG, OLD, statistic="survival_probability").chosen.refusals] == [
        "unsupported_statistic",
        "empty_group",
        "empty_group",
    ]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"comparison_id": "young-vs-odl"}, "There is no comparison 'young-vs-odl'. Did you mean 'young-vs-old'?"),
        ({"measure": "orr"}, "There is no measure 'orr'. Did you mean 'ORR'?"),
        ({"measure": ()}, "Name a measure."),
        ({"statistic": "proportions"}, "There is no statistic 'proportions'. Did you mean 'proportion'?"),
        ({"measure": "CRS", "grade": "ge33"}, "There is no grade 'ge33'. Did you mean 'ge3'?"),
        ({"grade": "ge3"}, "ORR has no grades; leave the grade out."),
    ],
)
def test_what_does_not_exist_is_said_with_the_nearest(asked: dict[str, Any], message: str) -> None:
    evidence = evidence_of(comparison_of({"young": YOUNG, "old": OLD}))
    with pytest.raises(UnknownTerm) as caught:
        compare(evidence, **{"comparison_id": COMPARISON, "measure": "ORR", **asked})
    assert str(caught.value) == message


def test_the_review_is_refused_since_no_adult_trial_is_eligible() -> None:
    found = compare(shipped_evidence(), "review-paediatric-vs-adult", "ORR")
    assert [refusal for refusal in said(found) if refusal[2] == ("zuma-1", "transform")] == [
        (
            "empty_group",
            "No trial is left in the group adult (zuma-1: a trial in LBCL; B-ALL is asked for; transform: a trial in "
            "LBCL; B-ALL is asked for).",
            ("zuma-1", "transform"),
        )
    ]
    assert {trial.trial_id: trial.ineligible for trial in found.placements} == {
        "eliana": (),
        "chictr2000032211": (),
        "itcc-059": ("studies ADC; CAR-T is asked for",),
        "zuma-1": ("a trial in LBCL; B-ALL is asked for",),
        "transform": ("a trial in LBCL; B-ALL is asked for",),
    }
