"""What the tables hold of the trials of a comparison, looked up by key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from cartrials.evidence import Evidence

Record = Mapping[str, Any]


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as mappings, with None where a cell is missing."""
    plain = frame.astype(object).where(frame.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict(orient="records")]


@dataclass(frozen=True, slots=True)
class Tables:
    """What selection looks up: curated and reported rows by trial, and sets, arms, cuts and percentages by key."""

    curated: Mapping[str, Sequence[Record]]
    reported: Mapping[str, Sequence[Record]]
    sets: Mapping[str, Record]
    arms: Mapping[str, Record]
    cuts: Mapping[str, Record]
    sources: Mapping[str, Record]
    percentages: Mapping[str, tuple[int, int]]
    measures: Mapping[str, Mapping[str, Any]]


def tables_of(evidence: Evidence) -> Tables:
    """Return what selection looks up in the tables of a lawful package; the curated table is computed here."""
    from cartrials.checks.counts.percentages import proportions
    from cartrials.curate import curated_endpoint

    def by_trial(frame: pd.DataFrame) -> dict[str, list[Record]]:
        found: dict[str, list[Record]] = {}
        for row in records(frame):
            found.setdefault(str(row["trial_id"]), []).append(row)
        return found

    def by_key(name: str, key: str) -> dict[str, Record]:
        return {str(row[key]): row for row in reversed(records(evidence.tables[name]))}

    printed = proportions(evidence).dropna(subset=["R"])
    keys = evidence.tables["endpoint"]["endpoint_id"]
    return Tables(
        curated=by_trial(curated_endpoint(evidence)),
        reported=by_trial(evidence.tables["endpoint"]),
        sets=by_key("analysis_set", "analysis_set_id"),
        arms=by_key("arm", "arm_id"),
        cuts=by_key("data_cut", "data_cut_id"),
        sources=by_key("source", "source_id"),
        percentages={
            str(keys[position]): (int(digits), int(scale))
            for position, digits, scale in zip(printed.index, printed["R"], printed["scale"], strict=True)
        },
        measures=evidence.measures,
    )


def related_measures(measure: str, measures: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """Return the measures of the same family as `measure`: those under the same first parent, without itself."""

    def first(name: str) -> str:
        seen = {name}
        while (parent := measures.get(name, {}).get("parent")) and parent not in seen:
            name = str(parent)
            seen.add(name)
        return name

    return {name for name in measures if first(name) == first(measure) and name != measure}
