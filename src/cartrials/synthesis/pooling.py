"""A comparison, from its placed trials to its pooled estimates or the reasons against them."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from cartrials.schema.definition import terms
from cartrials.synthesis.result import (
    Basis,
    Comparison,
    Omitted,
    Options,
    PlacedTrial,
    Pool,
    Pooling,
    SubgroupTest,
)

if TYPE_CHECKING:
    from cartrials.evidence import Evidence


class UnknownTerm(ValueError):
    """There is no such comparison, measure, grade or statistic; the message names the nearest."""


def _known(name: str, value: str, known: Sequence[str]) -> None:
    if value not in known:
        near = get_close_matches(value, known, 1, 0.4) or get_close_matches(value.upper(), known, 1, 0.4)
        did = f" Did you mean '{near[0]}'?" if near else ""
        listed = f" There are: {', '.join(known)}." if not near and known else ""
        raise UnknownTerm(f"There is no {name} '{value}'.{did}{listed}")


def check_options(evidence: Evidence, comparison_id: str, options: Options) -> None:
    """Hold what was asked for against the tables and the controlled terms.

    Raises:
        UnknownTerm: something asked for does not exist, or a grade is asked of a measure that has none.
    """
    lists = terms()
    _known("comparison", comparison_id, [str(v) for v in evidence.tables["comparison"]["comparison_id"].dropna()])
    if not options.measures:
        raise UnknownTerm("Name a measure.")
    for measure in options.measures:
        _known("measure", measure, list(lists["measure"]))
    _known("statistic", options.statistic, list(lists["statistic"]))
    if options.grade is not None:
        _known("grade", options.grade, list(lists["grade"]))
        without = [measure for measure in options.measures if not lists["measure"][measure].get("graded")]
        if without:
            raise UnknownTerm(f"{', '.join(without)} has no grades; leave the grade out.")


def _pool(group: str | None, trials: Sequence[PlacedTrial]) -> Pool:
    from cartrials.synthesis.effects import NoEstimate
    from cartrials.synthesis.glmm import glmm
    from cartrials.synthesis.models import narrowed, reml, weights_of

    names = tuple(trial.trial_id for trial in trials)
    counts = [(trial.figure.events, trial.figure.patients) for trial in trials if trial.figure]
    if len(counts) < 2:
        return Pool(group, names, notes=("One trial is not pooled; its own interval stands in the table.",))
    notes = []
    estimate = reml(counts)
    if narrowed(counts, estimate):
        notes.append(
            "The trials agree more than chance would have them, and the Hartung-Knapp interval is based on a "
            "smaller standard error than that of the model without it."
        )
    try:
        counted = glmm(counts)
    except NoEstimate as error:
        counted = None
        notes.append(f"Binomial-normal model: {error}.")
    omitted = tuple(
        Omitted(trial.trial_id, trial.group, reml([*counts[:at], *counts[at + 1 :]]))
        for at, trial in enumerate(trials)
        if len(counts) > 2
    )
    if not omitted:
        notes.append("Leaving one out of two trials leaves nothing to pool.")
    return Pool(group, names, estimate, counted, omitted, weights_of(counts, estimate.tau2), tuple(notes))


def _tests(trials: Sequence[PlacedTrial]) -> tuple[list[SubgroupTest], list[str]]:
    """Return the tests whether the groups differ, and why one is missing."""
    from cartrials.synthesis.effects import NoEstimate
    from cartrials.synthesis.glmm import glmm_test
    from cartrials.synthesis.models import reml_test

    groups = [trial.group for trial in trials]
    counts = [(trial.figure.events, trial.figure.patients) for trial in trials if trial.figure]
    if len(set(groups)) < 2:
        return [], ["One group leaves no groups to compare."]
    if len(counts) <= len(set(groups)):
        return [], ["As many groups as trials leave nothing to test the groups by."]
    tests, notes = [], []
    for name, test in (("REML", reml_test), ("Binomial-normal", glmm_test)):
        try:
            tests.append(test(counts, groups))
        except NoEstimate as error:
            notes.append(f"{name} model: {error}.")
    return tests, notes


def compare(
    evidence: Evidence,
    comparison_id: str,
    measure: str | Sequence[str],
    *,
    grade: str | None = None,
    statistic: str = "proportion",
    label: str | None = None,
    allow_mixed_scales: bool = False,
    include_ineligible: bool = False,
    strict_ages: bool = False,
) -> Comparison:
    """Pool the proportions of a comparison by group and overall, or say why not. Not for clinical decisions.

    Parameters:
        evidence: the typed tables of a lawful package.
        comparison_id: the comparison.
        measure: a measure, or several of which each trial may give one; they are not pooled with each other.
        grade: the grade of an adverse event, where the measure has grades.
        statistic: the statistic; only proportions can be pooled.
        label: take only rows with this `measure_label`.
        allow_mixed_scales: pool grades of different grading scales, with a warning.
        include_ineligible: let ineligible trials count; the other basis is reported too in either case.
        strict_ages: hold trials that admit ages outside their group to be ineligible.

    Returns:
        Every placed trial with its figure or the reason why there is none, and on both bases either the pooled
        estimates or every refusal.

    Raises:
        UnknownTerm: the comparison, a measure, the grade or the statistic does not exist.
        ModuleNotFoundError: PyMARE, of the extra `synthesis`, is not installed.
    """
    from cartrials.synthesis.eligibility import placed_trials
    from cartrials.synthesis.lookup import records, tables_of
    from cartrials.synthesis.overlap import members_of
    from cartrials.synthesis.refusals import judge, scales_of
    from cartrials.synthesis.selection import select

    measures = tuple(dict.fromkeys((measure,) if isinstance(measure, str) else measure))
    options = Options(measures, grade, statistic, label, allow_mixed_scales, include_ineligible, strict_ages)
    check_options(evidence, comparison_id, options)
    tables = tables_of(evidence)
    asked = next(row for row in records(evidence.tables["comparison"]) if row["comparison_id"] == comparison_id)
    group_table = evidence.tables["comparison_group"]
    own = group_table["comparison_id"].eq(comparison_id).fillna(False)
    groups = tuple(str(group) for group in group_table.loc[own, "group"])
    placements = tuple(
        select(placement, tables, options)
        for placement in placed_trials(evidence, comparison_id, strict_ages=strict_ages)
    )
    members, scales = members_of(evidence), scales_of(evidence, measures)

    def on(basis: Basis) -> Pooling:
        considered = [t for t in placements if basis == "as_asserted" or not t.ineligible]
        order = {group: at for at, group in enumerate(groups)}
        counted = tuple(sorted((t for t in considered if t.figure), key=lambda t: order.get(t.group, len(order))))
        refusals, warnings = judge(
            groups, placements, considered, options=options, scales=scales, members=members, tables=tables
        )
        if refusals:
            return Pooling(basis, counted, tuple(refusals), tuple(warnings))
        tests, notes = _tests(counted)
        return Pooling(
            basis,
            counted,
            warnings=tuple(warnings),
            groups=tuple(_pool(group, [t for t in counted if t.group == group]) for group in groups),
            overall=_pool(None, counted),
            tests=tuple(tests),
            notes=tuple(notes),
        )

    return Comparison(
        comparison_id=comparison_id,
        label=str(asked["label"]),
        source_id=asked["source_id"],
        groups=groups,
        options=options,
        placements=placements,
        eligible_only=on("eligible_only"),
        as_asserted=on("as_asserted"),
    )
