"""Trials held against the comparison they are placed in: disease, class of treatment, phase, age."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cartrials.checks.registry import Authority, check
from cartrials.evidence import Evidence, Failure, Row

if TYPE_CHECKING:
    import pandas as pd

HANDBOOK = Authority("guideline", "Cochrane Handbook for Systematic Reviews of Interventions, chapter 3")
NEEDS = {
    "comparison_trial": ("comparison_id", "group", "trial_id"),
    "comparison": ("disease", "intervention_class", "phases"),
    "comparison_group": ("age_min", "age_max", "age_min_inclusive", "age_max_inclusive"),
    "trial": ("disease", "phase", "age_min", "age_max"),
    "arm": ("trial_id", "role", "intervention_id"),
    "intervention": ("class",),
}


def placements(evidence: Evidence) -> pd.DataFrame:
    """Return one row a placed trial with what its comparison and group ask for and what the trial is.

    Returns:
        Rows of `comparison_trial` (same index) with the columns of the comparison (`asked_disease`, `asked_class`,
        `asked_phases`), of the group (`group_age_min` …) and of the trial (`disease`, `phase`, `trial_age_min`,
        `trial_age_max`, `classes`: the classes of its experimental arms, joined by "; ", or of the placed arm).
    """
    tables = evidence.tables
    arms = tables["arm"].merge(tables["intervention"][["intervention_id", "class"]], on="intervention_id", how="left")
    experimental = arms[arms["role"].eq("experimental").fillna(False)]
    classes = (
        experimental.dropna(subset=["class"]).groupby("trial_id")["class"].agg(lambda c: "; ".join(sorted(set(c))))
    )
    of_arm = arms.drop_duplicates("arm_id").set_index("arm_id")["class"]
    placed = tables["comparison_trial"]
    comparison = tables["comparison"].drop_duplicates("comparison_id").set_index("comparison_id")
    trial = tables["trial"].drop_duplicates("trial_id").set_index("trial_id")
    groups = tables["comparison_group"].drop_duplicates(["comparison_id", "group"])
    joined = placed[["comparison_id", "group"]].merge(groups, on=["comparison_id", "group"], how="left")
    joined.index = placed.index
    of_placed_arm = placed["arm_id"].map(of_arm).astype("object").astype("string")
    of_trial = placed["trial_id"].map(classes).astype("object").astype("string")
    return placed.assign(
        asked_disease=placed["comparison_id"].map(comparison["disease"]).astype("string"),
        asked_class=placed["comparison_id"].map(comparison["intervention_class"]).astype("string"),
        asked_phases=placed["comparison_id"].map(comparison["phases"]).astype("string"),
        group_age_min=joined["age_min"],
        group_age_max=joined["age_max"],
        group_age_max_inclusive=joined["age_max_inclusive"],
        group_age_min_inclusive=joined["age_min_inclusive"],
        disease=placed["trial_id"].map(trial["disease"]).astype("string"),
        phase=placed["trial_id"].map(trial["phase"]).astype("string"),
        trial_age_min=placed["trial_id"].map(trial["age_min"]).astype("Float64"),
        trial_age_max=placed["trial_id"].map(trial["age_max"]).astype("Float64"),
        classes=of_placed_arm.fillna(of_trial),
    )


def wrong_disease(placed: pd.DataFrame) -> pd.Series[bool]:
    """Return which placed trials are in another disease than the comparison asks for."""
    return (placed["disease"] != placed["asked_disease"]).fillna(False).astype(bool)


def wrong_class(placed: pd.DataFrame) -> pd.Series[bool]:
    """Return which placed trials have no arm of the class of treatment that the comparison asks for."""
    import pandas as pd

    return pd.Series(
        [
            pd.notna(classes) and pd.notna(asked) and asked not in str(classes).split("; ")
            for classes, asked in zip(placed["classes"], placed["asked_class"], strict=True)
        ],
        index=placed.index,
        dtype=bool,
    )


def wrong_phase(placed: pd.DataFrame) -> pd.Series[bool]:
    """Return which placed trials are of a phase that the comparison does not admit; 1/2 is admitted with 2."""
    import pandas as pd

    def outside(phase: Any, asked: Any) -> bool:
        if pd.isna(phase) or pd.isna(asked):
            return False
        admitted = {part.strip() for part in str(asked).split(";")}
        return not (set(str(phase).rstrip("b").split("/")) | {str(phase)}) & admitted

    return pd.Series(
        [outside(phase, asked) for phase, asked in zip(placed["phase"], placed["asked_phases"], strict=True)],
        index=placed.index,
        dtype=bool,
    )


def age_outside(placed: pd.DataFrame) -> pd.Series[bool]:
    """Return which placed trials admit no age that the group admits."""
    young = (placed["trial_age_max"] < placed["group_age_min"]).fillna(False)
    old = (placed["trial_age_min"] > placed["group_age_max"]).fillna(False)
    touching = (placed["trial_age_min"] == placed["group_age_max"]) & placed["group_age_max_inclusive"].eq(False)
    below = (placed["trial_age_max"] == placed["group_age_min"]) & placed["group_age_min_inclusive"].eq(False)
    return (young | old | touching.fillna(False) | below.fillna(False)).astype(bool)


def age_beyond(placed: pd.DataFrame) -> pd.Series[bool]:
    """Return which placed trials admit ages within the group and ages outside it."""
    above = (placed["trial_age_max"] > placed["group_age_max"]).fillna(False)
    at_bound = (placed["trial_age_max"] == placed["group_age_max"]) & placed["group_age_max_inclusive"].eq(False)
    below = (placed["trial_age_min"] < placed["group_age_min"]).fillna(False)
    unknown_low = (
        placed["trial_age_min"].isna() & placed["group_age_min"].gt(0).fillna(False) & placed["trial_age_max"].notna()
    )
    return ((above | at_bound.fillna(False) | below | unknown_low) & ~age_outside(placed)).astype(bool)


def _trial_row(evidence: Evidence, trial_id: str) -> tuple[Row, ...]:
    trials = evidence.tables["trial"]
    found = trials.index[trials["trial_id"].eq(trial_id).fillna(False)]
    return (Row("trial", int(found[0]), ("disease", "phase", "age_min", "age_max")),) if len(found) else ()


def _ages(low: Any, high: Any, below: bool = False) -> str:
    """Return a span of ages in words, such as "3 to 21 years", "18 years or more", "below 18 years"."""
    import pandas as pd

    first, last = (f"{float(age):g}" if pd.notna(age) else "" for age in (low, high))
    if first and last:
        return f"{first} to {'' if not below else 'below '}{last} years"
    if last:
        return f"{last} years or less" if not below else f"below {last} years"
    return f"{first} years or more" if first else "any age"


def _placed_wrongly(
    evidence: Evidence, which: pd.Series[bool], placed: pd.DataFrame, is_: str, asked: str, hint: str = ""
) -> list[Failure]:
    """Return a failure for each placement in `which`; `is_` and `asked` say what is and what is asked."""
    failures = []
    for position in placed.index[which]:
        row = placed.loc[position].to_dict()
        row["trial_ages"] = _ages(row["trial_age_min"], row["trial_age_max"])
        row["group_ages"] = _ages(
            row["group_age_min"], row["group_age_max"], below=row["group_age_max_inclusive"] is False
        )
        failures.append(
            Failure(
                "comparison_trial",
                int(position),
                ("trial_id",),
                f"{row['trial_id']} {is_.format(**row)}; it is placed as {row['group']} in a comparison of "
                f"{asked.format(**row)}.",
                expected=asked.format(**row),
                hint=hint.format(**row),
                related=_trial_row(evidence, str(row["trial_id"])),
                observed=f"{row['trial_id']} as {row['group']}: {is_.format(**row)}",
            )
        )
    return failures


@check("ELG001", name="other-disease", severity="error", scope="package", needs=NEEDS, authority=(HANDBOOK,))
def other_disease(evidence: Evidence) -> list[Failure]:
    """A trial is placed in a comparison of another disease than its own.

    The comparison's disease is what its author asks about; the trial's is curated from its own reports.
    """
    placed = placements(evidence)
    hint = "Its figures say nothing of {asked_disease}."
    return _placed_wrongly(evidence, wrong_disease(placed), placed, "is a trial in {disease}", "{asked_disease}", hint)


@check("ELG002", name="other-intervention", severity="error", scope="package", needs=NEEDS, authority=(HANDBOOK,))
def other_intervention(evidence: Evidence) -> list[Failure]:
    """A trial is placed in a comparison of another class of treatment than it studies.

    The classes are those of the trial's experimental arms, or of the arm that is placed.
    """
    placed = placements(evidence)
    hint = "Its figures say nothing of {asked_class}."
    return _placed_wrongly(evidence, wrong_class(placed), placed, "studies {classes}", "{asked_class}", hint)


@check("ELG003", name="other-phase", severity="error", scope="package", needs=NEEDS, authority=(HANDBOOK,))
def other_phase(evidence: Evidence) -> list[Failure]:
    """A trial is placed in a comparison that does not admit its phase.

    A trial of phase 1/2 is admitted where phase 1 or phase 2 is; 3b counts as 3.
    """
    placed = placements(evidence)
    return _placed_wrongly(evidence, wrong_phase(placed), placed, "is of phase {phase}", "phases {asked_phases}")


@check("ELG004", name="other-age", severity="error", scope="package", needs=NEEDS, authority=(HANDBOOK,))
def other_age(evidence: Evidence) -> list[Failure]:
    """A trial is placed in a group none of whose ages it admits."""
    placed = placements(evidence)
    return _placed_wrongly(evidence, age_outside(placed), placed, "admits {trial_ages}", "{group_ages}")


@check("ELG005", name="mixed-age", severity="warning", scope="package", needs=NEEDS, authority=(HANDBOOK,))
def mixed_age(evidence: Evidence) -> list[Failure]:
    """A trial is placed in a group of ages although it admits ages outside that group too.

    Without results by age its figures are those of both sides of the bound. A trial that gives an oldest age and no
    youngest is taken to admit children.
    """
    placed = placements(evidence)
    hint = "Place a set of the trial that is split at the bound, or say how trials of mixed ages are treated."
    return _placed_wrongly(evidence, age_beyond(placed), placed, "admits {trial_ages}", "{group_ages}", hint)


@check(
    "ELG006",
    name="group-without-trials",
    severity="error",
    scope="package",
    needs=NEEDS,
    authority=(HANDBOOK,),
)
def group_without_trials(evidence: Evidence) -> list[Failure]:
    """No trial of a group is eligible for the comparison, so that there is nothing to compare.

    A trial is ineligible where it is in another disease, of another class of treatment, of another phase, or
    admits none of the group's ages. A trial of mixed ages counts as eligible here.
    """
    placed = placements(evidence)
    barred = wrong_disease(placed) | wrong_class(placed) | wrong_phase(placed) | age_outside(placed)
    groups = evidence.tables["comparison_group"]
    failures = []
    for position, comparison, group in zip(groups.index, groups["comparison_id"], groups["group"], strict=True):
        members = (placed["comparison_id"].eq(comparison) & placed["group"].eq(group)).fillna(False)
        if (members & ~barred).any():
            continue
        names = ", ".join(placed.loc[members, "trial_id"])
        failures.append(
            Failure(
                "comparison_group",
                int(position),
                ("group",),
                f"No eligible trial is left in the group {group}."
                + (f" Placed in it: {names}." if names else " None is placed in it."),
                expected="at least one trial that meets the comparison's own eligibility",
                hint="A conclusion about this group rests on no evidence that the comparison admits.",
                related=tuple(Row("comparison_trial", int(at), ("trial_id",)) for at in placed.index[members]),
                observed=f"{group}: {names or 'no trial'}",
            )
        )
    return failures
