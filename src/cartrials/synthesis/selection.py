"""One figure for each placed trial: which row of the curated table is taken, and why the others are not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cartrials.synthesis.counts import NoCount, count_of
from cartrials.synthesis.effects import exact_interval
from cartrials.synthesis.eligibility import Placement
from cartrials.synthesis.lookup import Record, Tables, related_measures
from cartrials.synthesis.result import Figure, Options, PlacedTrial

SET_KINDS = ("treated", "randomised", "efficacy_evaluable", "enrolled", "safety")


def _arm_of(row: Record, tables: Tables) -> str | None:
    own = row["arm_id"] or tables.sets.get(str(row["analysis_set_id"]), {}).get("arm_id")
    return str(own) if own else None


def _asked(row: Record, options: Options) -> bool:
    return (
        row["measure"] in options.measures
        and row["statistic"] == options.statistic
        and row["comparator_arm_id"] is None
        and (options.label is None or str(row["measure_label"] or "").casefold() == options.label.casefold())
    )


def _placed(row: Record, placement: Placement, tables: Tables) -> bool:
    """Return whether a row is about what is placed: the set, the arm, or a whole that is no comparator arm."""
    if placement.analysis_set_id and row["analysis_set_id"] != placement.analysis_set_id:
        return False
    arm = _arm_of(row, tables)
    if placement.arm_id:
        return arm == placement.arm_id or (arm is None and placement.analysis_set_id is not None)
    return arm is None or tables.arms.get(arm, {}).get("role") != "comparator"


def _preference(row: Record, tables: Tables, options: Options) -> tuple[Any, ...]:
    kind = str(tables.sets.get(str(row["analysis_set_id"]), {}).get("kind"))
    followup = tables.cuts.get(str(row["data_cut_id"]), {}).get("followup_median_months")
    labelled = tables.measures.get(str(row["measure"]), {}).get("labelled") and options.label is None
    return (
        row["variant"] is not None,
        bool(labelled and row["measure_label"]),
        SET_KINDS.index(kind) if kind in SET_KINDS else len(SET_KINDS),
        -float(followup) if followup is not None else 1.0,
        row["numerator"] is None,
    )


def _figure(row: Record, tables: Tables) -> Figure:
    """Return the figure of a row.

    Raises:
        NoCount: it gives no count out of patients.
    """
    own = tables.sets.get(str(row["analysis_set_id"]), {})
    size = own.get("size") if own.get("kind") != "not_stated" else None
    cut = tables.cuts.get(str(row["data_cut_id"]), {}).get("followup_median_months")
    count = count_of(
        None if row["numerator"] is None else int(row["numerator"]),
        None if row["denominator"] is None else int(row["denominator"]),
        None if size is None else int(size),
        tables.percentages.get(str(row["endpoint_id"])),
    )
    low, high = exact_interval(count.events, count.patients)
    return Figure(
        endpoint_id=str(row["endpoint_id"]),
        source_id=str(row["source_id"]),
        locator=str(row["locator"]),
        reported=str(row["reported"] or ""),
        measure=str(row["measure"]),
        measure_label=row["measure_label"],
        grade=row["grade"],
        variant=row["variant"],
        assessor=row["assessor"],
        timepoint_months=None if row["timepoint_months"] is None else float(row["timepoint_months"]),
        analysis_set_id=str(row["analysis_set_id"]),
        set_kind=str(own.get("kind") or "not_stated"),
        arm_id=_arm_of(row, tables),
        data_cut_id=row["data_cut_id"],
        followup_median_months=None if cut is None else float(cut),
        events=count.events,
        patients=count.patients,
        events_from=count.events_from,
        patients_from=count.patients_from,
        low=low,
        high=high,
    )


def select(placement: Placement, tables: Tables, options: Options) -> PlacedTrial:
    """Choose the figure of a placed trial, or say why it has none.

    Of the rows of the curated table that are about what was asked and placed, the first that gives a count is
    taken, in this order: without a variant of the definition; by set (treated, randomised, evaluable for efficacy,
    enrolled, safety; where the placement names a set, that one alone); by the longest median follow-up of the data
    cut; a printed count before a percentage; as in the table.
    """
    mine = [row for row in tables.curated.get(placement.trial_id, ()) if row["status"] == "value"]
    asked = [row for row in mine if _asked(row, options) and _placed(row, placement, tables)]
    graded = [row for row in asked if options.grade is None or row["grade"] == options.grade]
    usable = [
        row
        for row in graded
        if placement.analysis_set_id or tables.sets.get(str(row["analysis_set_id"]), {}).get("kind") in SET_KINDS
    ]
    usable = sorted(usable, key=lambda row: _preference(row, tables, options))
    named = {arm for row in usable if (arm := _arm_of(row, tables))}
    if len(named) > 1 and any(_arm_of(row, tables) is None for row in usable):
        usable = [row for row in usable if _arm_of(row, tables) is None]
    elif len(named) > 1:
        return _without(
            placement, f"figures of {len(named)} arms ({', '.join(sorted(named))}); the placement names none"
        )
    passed: list[str] = []
    for row in usable:
        try:
            figure = _figure(row, tables)
        except NoCount as error:
            passed.append(f"{row['endpoint_id']}: {error}")
            continue
        return PlacedTrial(
            placement.group,
            placement.trial_id,
            figure,
            ineligible=placement.ineligible,
            cautions=placement.cautions,
            passed_over=tuple(passed),
        )
    if passed:
        return _without(placement, passed[0].split(": ", 1)[1], passed_over=tuple(passed))
    if graded:
        kinds = sorted({str(tables.sets.get(str(row["analysis_set_id"]), {}).get("kind")) for row in graded})
        return _without(placement, f"only figures out of sets that are not pooled: {', '.join(kinds)}")
    if asked:
        grades = tuple(sorted({str(row["grade"] or "not_stated") for row in asked}))
        return _without(placement, f"grades {', '.join(grades)}, not {options.grade}", other_grades=grades)
    return _nothing_asked(placement, tables, options, mine)


def _nothing_asked(placement: Placement, tables: Tables, options: Options, mine: Sequence[Record]) -> PlacedTrial:
    """Say why a trial has no row of what was asked: another measure, left out by curation, or none recorded."""
    what = " or ".join(options.measures)
    dropped = [
        row
        for row in tables.reported.get(placement.trial_id, ())
        if _asked(row, options) and _placed(row, placement, tables)
    ]
    family = {other for measure in options.measures for other in related_measures(measure, tables.measures)}
    others = tuple(
        sorted(
            {
                str(row["measure"])
                for row in mine
                if row["measure"] in family
                and row["statistic"] == options.statistic
                and _placed(row, placement, tables)
            }
            - set(options.measures)
        )
    )
    where = (
        f" of {placement.analysis_set_id or placement.arm_id}" if placement.analysis_set_id or placement.arm_id else ""
    )
    reason = f"no figure of {what}{where} is recorded"
    if dropped:
        because = "; ".join(dict.fromkeys(_left_out(row, tables) for row in dropped))
        reason = f"curation leaves out its figures of {what}{where}: {because}"
    if others:
        reason += f"; it has figures of {', '.join(others)}, not pooled as {what}"
    return _without(placement, reason, other_measures=others)


def _left_out(row: Record, tables: Tables) -> str:
    if row["status"] != "value":
        return f"{row['endpoint_id']} prints no figure"
    if row["verification"] == "C":
        return f"{row['endpoint_id']} was seen only in a third party's account"
    kind = tables.sources.get(str(row["source_id"]), {}).get("kind")
    if kind in ("secondary", "news") and row["cites_source_id"] is None:
        return f"the source of {row['endpoint_id']} does not say whom it quotes"
    return f"{row['endpoint_id']} has an error that is not resolved or a decision against it"


def _without(placement: Placement, reason: str, **rest: tuple[str, ...]) -> PlacedTrial:
    return PlacedTrial(
        placement.group,
        placement.trial_id,
        None,
        reason=reason,
        ineligible=placement.ineligible,
        cautions=placement.cautions,
        **rest,
    )
