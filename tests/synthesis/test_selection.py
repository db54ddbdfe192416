from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cartrials.synthesis.counts import Count, NoCount, count_of, fitting

sys.path.insert(0, str(Path(__file__).parent))
from handmade import COMPARISON, comparison_of, counted, evidence_of

from cartrials.synthesis import compare

OLD = counted(old_1="10/20", old_2="12/20")


def chosen(young: list[dict[str, str]], **more: list[dict[str, str]]) -> tuple[tuple[object, ...], ...]:
    """Return endpoint, set, counts and their origin, or the reason, of each trial placed in the young group."""
    found = compare(evidence_of(comparison_of({"young": young, "old": OLD}, **more)), COMPARISON, "ORR")
    return tuple(
        (t.figure.endpoint_id.rsplit("-", 1)[1], t.figure.set_kind, t.figure.events, t.figure.patients,
         t.figure.events_from, t.figure.patients_from)
        if t.figure
        else (t.reason,)
        for t in found.placements
        if t.group == "young"
    )  # fmt: skip


def a_set(kind: str, size: str = "") -> dict[str, str]:
    return {
        "analysis_set_id": f"t.{kind.replace('_', '-')}",
        "trial_id": "t",
        "kind": kind,
        "label": kind,
        "size": size,
    }


def row(kind: str, **cells: str) -> dict[str, str]:
    return {"trial_id": "t", "analysis_set_id": f"t.{kind.replace('_', '-')}", **cells}


def test_the_treated_come_before_the_randomised_evaluable_enrolled_and_safety() -> None:
    kinds = ["safety", "enrolled", "efficacy_evaluable", "randomised", "treated"]
    for last in range(len(kinds)):
        left = kinds[: last + 1]
        rows = [row(kind, numerator="5", denominator="10") for kind in left]
        assert chosen(rows, analysis_set=[a_set(kind) for kind in left]) == (
            (str(last), left[-1], 5, 10, "printed", "printed"),
        )


def test_responders_subgroups_and_sets_not_stated_are_never_taken() -> None:
    kinds = ["responders", "subgroup", "not_stated"]
    rows = [row(kind, numerator="5", denominator="10") for kind in kinds]
    assert chosen(rows, analysis_set=[a_set(kind) for kind in kinds]) == (
        ("only figures out of sets that are not pooled: not_stated, responders, subgroup",),
    )


def test_a_placement_that_names_a_set_or_arm_takes_only_its_rows() -> None:
    rows = [row("treated", numerator="5", denominator="10"), row("subgroup", numerator="3", denominator="4")]
    placed = {"comparison_id": COMPARISON, "group": "young", "trial_id": "t", "analysis_set_id": "t.subgroup"}
    sets = [a_set("treated"), a_set("subgroup")]
    assert chosen(rows, analysis_set=sets, comparison_trial=[placed]) == (
        ("1", "subgroup", 3, 4, "printed", "printed"),
    )
    arms = [
        {"arm_id": name, "trial_id": "t", "role": role, "intervention_id": "cells"}
        for name, role in (("t.high", "experimental"), ("t.low", "experimental"), ("t.control", "comparator"))
    ]
    rows = [
        row("treated", numerator=str(5 + at), denominator="10", arm_id=name)
        for at, name in enumerate(("t.control", "t.high", "t.low"))
    ]
    named = {"comparison_id": COMPARISON, "group": "young", "trial_id": "t", "arm_id": "t.low"}
    assert chosen(rows, arm=arms, comparison_trial=[named]) == (("2", "treated", 7, 10, "printed", "printed"),)
    assert chosen(rows, arm=arms) == (("figures of 2 arms (t.high, t.low); the placement names none",),)
    assert chosen(rows[:2], arm=arms) == (("1", "treated", 6, 10, "printed", "printed"),)


def test_the_longest_follow_up_comes_first_then_a_printed_count_then_the_first_row() -> None:
    cuts = [
        {
            "data_cut_id": f"t.{name}",
            "trial_id": "t",
            "label": name,
            "followup_median_months": months,
            "source_id": "report",
        }
        for name, months in (("early", "6"), ("late", "24"), ("other", ""))
    ]
    treated = [a_set("treated", "10")]
    rows = [row("treated", numerator=str(3 + at), denominator="10", data_cut_id=f"t.{name}")
            for at, name in enumerate(("early", "other", "late"))]  # fmt: skip
    assert chosen(rows, data_cut=cuts) == (("2", "treated", 5, 10, "printed", "printed"),)
    same = [row("treated", estimate="80", variant="x"), row("treated", estimate="70", assessor="independent"),
            row("treated", numerator="6", assessor="investigator"), row("treated", numerator="5")]  # fmt: skip
    assert chosen(same, analysis_set=treated) == (("2", "treated", 6, 10, "printed", "analysis_set"),)


def test_a_count_is_derived_only_where_one_alone_fits() -> None:
    assert chosen([row("treated", estimate="81.5")], analysis_set=[a_set("treated", "27")]) == (
        ("0", "treated", 22, 27, "derived", "analysis_set"),
    )
    assert chosen([row("treated", estimate="50", denominator="300")]) == (
        ("no count is printed, and 149 to 151 of 300, the printed denominator, all give 50 %",),
    )
    assert chosen([row("treated", estimate="81.5")]) == (
        ("no denominator is printed and the size of the set is not recorded",),
    )
    assert chosen([row("treated", estimate="80", estimate_bound="approx", denominator="10")]) == (
        ("neither a count nor an exact percentage is printed",),
    )


def test_a_row_that_contradicts_itself_or_was_only_told_is_left_out_with_the_reason() -> None:
    assert chosen([row("treated", numerator="5", denominator="10", estimate="80", endpoint_id="report.t.orr-0")]) == (
        ("curation leaves out its figures of ORR: report.t.orr-0 has an error that is not resolved or a decision "
         "against it",),
    )  # fmt: skip
    assert chosen([row("treated", numerator="5", estimate="80")], analysis_set=[a_set("treated", "10")]) == (
        ("5 of 10, the size of the set, is 50 %, not the 80 % printed",),
    )
    told = row("treated", numerator="5", denominator="10", verification="C", endpoint_id="report.t.orr-0")
    assert chosen([told]) == (
        ("curation leaves out its figures of ORR: report.t.orr-0 was seen only in a third party's account",),
    )


def test_a_row_that_gives_no_count_is_passed_over_for_the_next() -> None:
    rows = [row("treated", estimate="50", denominator="300"), row("enrolled", numerator="150", denominator="310")]
    found = compare(
        evidence_of(comparison_of({"young": rows, "old": OLD}, analysis_set=[a_set("treated"), a_set("enrolled")])),
        COMPARISON,
        "ORR",
    ).placements[0]
    assert found.figure is not None and found.figure.set_kind == "enrolled"
    assert found.passed_over == (
        "report.t.young.row-0: no count is printed, and 149 to 151 of 300, the printed denominator, all give 50 %",
    )


@pytest.mark.parametrize(
    ("digits", "scale", "patients", "expected"),
    [
        (815, 10, 27, [22]),
        (125, 10, 8, [1]),
        (12, 1, 8, [1]),
        (13, 1, 8, [1]),
        (0, 1, 49, [0]),
        (0, 1, 100, [0]),
        (0, 1, 200, [0, 1]),
        (100, 1, 200, [199, 200]),
        (100, 1, 40, [40]),
        (714, 10, 27, []),
    ],
)
def test_fitting_counts_are_those_that_round_to_the_percentage(
    digits: int, scale: int, patients: int, expected: list[int]
) -> None:
    assert list(fitting(digits, scale, patients)) == expected


def test_fitting_agrees_with_trying_every_count() -> None:
    from fractions import Fraction

    for patients in (1, 7, 40, 101, 250):
        for digits in range(0, 1001, 13):
            tried = [
                k
                for k in range(patients + 1)
                if abs(Fraction(100 * k, patients) - Fraction(digits, 10)) <= Fraction(1, 20)
            ]
            assert list(fitting(digits, 10, patients)) == tried


def test_counts_come_from_what_is_printed() -> None:
    assert count_of(5, 10, 12, None) == Count(5, 10, "printed", "printed")
    assert count_of(5, None, 12, None) == Count(5, 12, "printed", "analysis_set")
    assert count_of(None, None, 12, (500, 10)) == Count(6, 12, "derived", "analysis_set")
    assert count_of(58, 101, None, (57, 1)) == Count(58, 101, "printed", "printed")
    for given, reason in (
        ((5, 0, None, None), "is 0"),
        ((13, None, 12, None), "13 is more than 12"),
        ((None, 27, None, (714, 10)), "no count out of 27, the printed denominator, gives 71.4 %"),
        ((None, 27, None, None), "neither a count"),
    ):
        with pytest.raises(NoCount, match=reason):
            count_of(*given)
