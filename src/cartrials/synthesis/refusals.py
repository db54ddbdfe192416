"""Why figures of a comparison are not pooled, and what to weigh where they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cartrials.synthesis.lookup import Tables
from cartrials.synthesis.overlap import overlaps
from cartrials.synthesis.result import Options, PlacedTrial, Refusal

if TYPE_CHECKING:
    from cartrials.evidence import Evidence

FEW = 5
UNSCALED_GRADES = ("any", "not_stated")


def scales_of(evidence: Evidence, measures: Sequence[str]) -> dict[str, frozenset[str]]:
    """Return the grading scales that sources state for the measures, by trial; in small letters."""
    table = evidence.tables["characteristic"]
    stated = table[
        (table["attribute"].eq("grading_scale") & table["status"].eq("stated")).fillna(False)
        & (table["measure"].isna() | table["measure"].isin(list(measures)))
    ]
    named = stated["value"].fillna(stated["reported"])
    found: dict[str, set[str]] = {}
    for trial, scale in zip(stated["trial_id"], named, strict=True):
        if isinstance(trial, str) and isinstance(scale, str):
            found.setdefault(trial, set()).add(scale.strip().casefold())
    return {trial: frozenset(scales) for trial, scales in found.items()}


def _listed(trials: Sequence[PlacedTrial]) -> str:
    return ", ".join(trial.trial_id for trial in trials)


def _by(trials: Sequence[PlacedTrial], attribute: str) -> dict[str, list[PlacedTrial]]:
    """Return the trials by an attribute of their figures; "not stated" where it is missing."""
    found: dict[str, list[PlacedTrial]] = {}
    for trial in trials:
        value = getattr(trial.figure, attribute)
        shown = f"{value:g}" if isinstance(value, float) else str(value or "not stated")
        found.setdefault(shown, []).append(trial)
    return found


def _said(parts: Mapping[str, Sequence[PlacedTrial]]) -> str:
    return "; ".join(f"{name}: {_listed(trials)}" for name, trials in parts.items())


def _mixed_estimands(trials: Sequence[PlacedTrial], options: Options, tables: Tables) -> list[Refusal]:
    refusals = []
    measures = _by(trials, "measure")
    if len(measures) > 1:
        refusals.append(
            Refusal("mixed_measures", f"Different measures are not pooled ({_said(measures)}).", _ids(trials))
        )
    graded = [t for t in trials if t.figure and tables.measures.get(t.figure.measure, {}).get("graded")]
    grades = _by(graded, "grade")
    if len(grades) > 1:
        refusals.append(
            Refusal("mixed_grades", f"Different grades are not pooled ({_said(grades)}); name one.", _ids(graded))
        )
    labelled = [t for t in trials if t.figure and tables.measures.get(t.figure.measure, {}).get("labelled")]
    labels: dict[str, list[PlacedTrial]] = {}
    for name, members in _by(labelled, "measure_label").items():
        labels.setdefault(name.casefold(), []).extend(members)
    if len(labels) > 1:
        refusals.append(
            Refusal("mixed_labels", f"Different things under one term ({_said(labels)}); name a label.", _ids(labelled))
        )
    return refusals


def _ids(trials: Sequence[PlacedTrial]) -> tuple[str, ...]:
    return tuple(trial.trial_id for trial in trials)


def _mixed_scales(
    trials: Sequence[PlacedTrial], scales: Mapping[str, frozenset[str]], options: Options, tables: Tables
) -> tuple[list[Refusal], list[str]]:
    graded = [
        trial
        for trial in trials
        if trial.figure
        and tables.measures.get(trial.figure.measure, {}).get("kind") == "adverse_event"
        and trial.figure.grade
        and trial.figure.grade not in UNSCALED_GRADES
    ]
    if not graded:
        return [], []
    warnings = []
    unknown = [trial for trial in graded if not scales.get(trial.trial_id)]
    if unknown:
        warnings.append(f"The grading scale is not known of {_listed(unknown)}.")
    known: dict[str, list[PlacedTrial]] = {}
    for trial in graded:
        for scale in sorted(scales.get(trial.trial_id, ())):
            known.setdefault(scale, []).append(trial)
    if len(known) < 2:
        return [], warnings
    message = f"Grades of different scales do not mean the same ({_said(known)})."
    if options.allow_mixed_scales:
        return [], [*warnings, message]
    concerned = tuple(dict.fromkeys(t.trial_id for members in known.values() for t in members))
    return [Refusal("mixed_scales", message, concerned)], warnings


def _empty_group(
    group: str, placed: Sequence[PlacedTrial], considered: Sequence[PlacedTrial], options: Options
) -> list[Refusal]:
    """Return why a group has no trial to pool: the sentence with each trial's reason, and what it prints instead."""
    why = "; ".join(f"{t.trial_id}: {', '.join(t.ineligible) if t not in considered else t.reason}" for t in placed)
    found = [
        Refusal(
            "empty_group",
            f"No trial is left in the group {group}" + (f" ({why})." if why else "; none is placed in it."),
            _ids(placed),
        )
    ]
    asked = " or ".join(options.measures)
    considered = [trial for trial in considered if trial.group == group]
    if instead := [t for t in considered if t.other_measures]:
        said = "; ".join(f"{t.trial_id}: {', '.join(t.other_measures)}" for t in instead)
        found.append(
            Refusal(
                "mixed_measures",
                f"In the group {group} there are figures of other measures than {asked}, which are not taken for it "
                f"({said}).",
                _ids(instead),
            )
        )
    if instead := [t for t in considered if t.other_grades]:
        said = "; ".join(f"{t.trial_id}: {', '.join(t.other_grades)}" for t in instead)
        found.append(
            Refusal(
                "mixed_grades",
                f"In the group {group} there are figures of other grades than {options.grade}, which are not taken "
                f"for it ({said}).",
                _ids(instead),
            )
        )
    return found


def judge(
    groups: Sequence[str],
    placements: Sequence[PlacedTrial],
    considered: Sequence[PlacedTrial],
    *,
    options: Options,
    scales: Mapping[str, frozenset[str]],
    members: Mapping[str, frozenset[str]],
    tables: Tables,
) -> tuple[list[Refusal], list[str]]:
    """Return every refusal and every warning for the trials that are considered.

    Parameters:
        groups: the groups of the comparison.
        placements: all its placed trials.
        considered: those that count on this basis, with a figure or without.
        options: what was asked for.
        scales: grading scales by trial.
        members: members of pooled analyses.
        tables: where measures and sets are looked up.
    """
    counted = [trial for trial in considered if trial.figure]
    refusals: list[Refusal] = []
    warnings: list[str] = []
    if options.statistic != "proportion":
        refusals.append(
            Refusal(
                "unsupported_statistic",
                f"The models pool counts out of patients; {options.statistic} is none (only proportion is).",
            )
        )
    refusals += _mixed_estimands(counted, options, tables)
    for found in (_mixed_scales(counted, scales, options, tables), overlaps(counted, members, tables)):
        refusals += found[0]
        warnings += found[1]
    numbers = {}
    for group in groups:
        own = [trial for trial in counted if trial.group == group]
        numbers[group] = len(own)
        if not own:
            placed = [trial for trial in placements if trial.group == group]
            refusals += _empty_group(group, placed, considered, options)
        elif len(own) == 1:
            warnings.append(f"The group {group} has one trial, {own[0].trial_id}: its own interval, nothing pooled.")
        elif len(own) < FEW:
            warnings.append(f"The group {group} has {len(own)} trials, fewer than {FEW}: its interval is uncertain.")
        lacking = [t for t in considered if t.group == group and not t.figure]
        if own and lacking:
            said = "; ".join(f"{t.trial_id}: {t.reason}" for t in lacking)
            warnings.append(f"Trials of the group {group} that are not counted for want of a figure ({said}).")
    if groups and all(numbers.values()) and max(numbers.values()) < 2:
        refusals.append(Refusal("too_few_trials", "No group has two trials or more, so that nothing can be pooled."))
    if not groups:
        refusals.append(Refusal("empty_group", "The comparison has no groups."))
    warnings += [f"{t.trial_id} in {t.group}: {caution}." for t in counted for caution in t.cautions]
    warnings += _differences(counted)
    return refusals, warnings


def _differences(counted: Sequence[PlacedTrial]) -> list[str]:
    """Return a warning for each part of the estimand in which the pooled figures differ."""
    found = []
    for attribute, name in (
        ("variant", "Definitions"),
        ("assessor", "Assessors"),
        ("timepoint_months", "Time points (months)"),
        ("set_kind", "Kinds of set"),
    ):
        parts = _by(counted, attribute)
        if len(parts) > 1:
            found.append(f"{name} differ ({_said(parts)}).")
    return found
