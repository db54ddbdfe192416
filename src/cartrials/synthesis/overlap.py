"""Patients counted twice: pooled analyses beside their members, and one trial or set in two places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from cartrials.synthesis.lookup import Record, Tables
from cartrials.synthesis.result import Figure, PlacedTrial, Refusal

if TYPE_CHECKING:
    from cartrials.evidence import Evidence


def members_of(evidence: Evidence) -> dict[str, frozenset[str]]:
    """Return the trials whose patients a pooled analysis shares, with the members of its members, by analysis."""
    table = evidence.tables["trial_member"]
    direct: dict[str, set[str]] = {}
    for pooled, member in zip(table["pooled_trial_id"], table["trial_id"], strict=True):
        direct.setdefault(str(pooled), set()).add(str(member))
    found = {}
    for pooled in direct:
        reached: set[str] = set()
        waiting = [pooled]
        while waiting:
            for member in direct.get(waiting.pop(), set()) - reached:
                reached.add(member)
                waiting.append(member)
        found[pooled] = frozenset(reached)
    return found


def _above(set_id: str, sets: Mapping[str, Record]) -> list[str]:
    """Return a set and those that hold it, from the inside out."""
    found: list[str] = []
    while set_id and set_id not in found:
        found.append(set_id)
        set_id = str(sets.get(set_id, {}).get("parent_id") or "")
    return found


def _apart(one: Figure, two: Figure, sets: Mapping[str, Record]) -> bool:
    """Return whether the patients of two figures are known to differ: other arms, or parts of one division."""
    if one.arm_id and two.arm_id and one.arm_id != two.arm_id:
        return True
    for first in _above(one.analysis_set_id, sets):
        for second in _above(two.analysis_set_id, sets):
            left, right = sets.get(first, {}), sets.get(second, {})
            division = left.get("partition") and left.get("partition") == right.get("partition")
            if first != second and division and left.get("parent_id") == right.get("parent_id"):
                return True
    return False


def overlaps(
    trials: Sequence[PlacedTrial], members: Mapping[str, frozenset[str]], tables: Tables
) -> tuple[list[Refusal], list[str]]:
    """Return the refusals and warnings for trials that share patients, or may.

    Parameters:
        trials: the trials to be pooled, each with its figure.
        members: the members of pooled analyses.
        tables: where the sets are looked up.
    """
    refusals, warnings = [], []
    for one, two in combinations(trials, 2):
        first, second = one.trial_id, two.trial_id
        shared = members.get(first, frozenset()) & members.get(second, frozenset())
        said = ""
        if first == second:
            assert one.figure and two.figure
            sets = tables.sets
            inner, outer = _above(one.figure.analysis_set_id, sets), _above(two.figure.analysis_set_id, sets)
            if one.group == two.group:
                said = f"{first} stands twice in the group {one.group}."
            elif one.figure.analysis_set_id == two.figure.analysis_set_id:
                if not _apart(one.figure, two.figure, sets):
                    said = f"{one.figure.analysis_set_id} is counted in the groups {one.group} and {two.group}."
            elif one.figure.analysis_set_id in outer or two.figure.analysis_set_id in inner:
                said = (
                    f"{one.figure.analysis_set_id} in {one.group} and {two.figure.analysis_set_id} in {two.group}: "
                    "one holds the other."
                )
            elif not _apart(one.figure, two.figure, sets):
                warnings.append(
                    f"{first} is in the groups {one.group} and {two.group} with sets that are not recorded as apart "
                    f"({one.figure.analysis_set_id}, {two.figure.analysis_set_id})."
                )
        elif second in members.get(first, frozenset()) or first in members.get(second, frozenset()):
            pooled, member = (first, second) if second in members.get(first, frozenset()) else (second, first)
            said = f"{pooled} is a pooled analysis that has patients of {member}."
        elif shared:
            said = f"{first} and {second} both have patients of {', '.join(sorted(shared))}."
        if said:
            refusals.append(Refusal("overlapping_patients", said, (first, second)))
    return refusals, warnings
