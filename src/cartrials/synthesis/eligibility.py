"""Whether a placed trial belongs in its comparison, and why not, by the checks' own rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cartrials.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Placement:
    """A row of `comparison_trial`: what is placed where, why it does not belong there, and what to weigh."""

    group: str
    trial_id: str
    analysis_set_id: str | None
    arm_id: str | None
    ineligible: tuple[str, ...]
    cautions: tuple[str, ...]


def _text(value: Any) -> str | None:
    import pandas as pd

    return None if pd.isna(value) else str(value)


def _ages(low: Any, high: Any, low_inclusive: Any = True, high_inclusive: Any = True) -> str:
    """Return a span of ages in words; a bound that does not itself belong is "above" or "below"."""
    first, last = _text(low), _text(high)
    words = []
    if first:
        words.append(f"{'above' if _text(low_inclusive) == 'False' else 'from'} {float(first):g}")
    if last:
        inclusive = "to" if first else "up to"
        words.append(f"{'below' if _text(high_inclusive) == 'False' else inclusive} {float(last):g}")
    plain = not any(word.startswith(("above", "below")) for word in words)
    return f"{(' ' if plain else ' and ').join(words)} years" if words else "any age"


def placed_trials(evidence: Evidence, comparison_id: str, *, strict_ages: bool) -> tuple[Placement, ...]:
    """Return the placements of a comparison in the order of the table, each judged.

    A trial is ineligible where it is in another disease, studies no treatment of the class asked for, is of another
    phase, or admits none of the group's ages. A trial that admits ages of the group and others too is eligible with
    a caution, unless `strict_ages` is given or a part of the trial is placed, whose ages are its own.

    Parameters:
        evidence: the typed tables of a lawful package.
        comparison_id: the comparison.
        strict_ages: hold trials of mixed ages to be ineligible.
    """
    from cartrials.checks.eligibility import placement as rules

    placed = rules.placements(evidence)
    masks = {
        name: getattr(rules, name)(placed)
        for name in ("wrong_disease", "wrong_class", "wrong_phase", "age_outside", "age_beyond")
    }
    found = []
    for position in placed.index[placed["comparison_id"].eq(comparison_id).fillna(False)]:
        row = placed.loc[position].to_dict()
        ages = _ages(row["trial_age_min"], row["trial_age_max"])
        group_ages = _ages(
            row["group_age_min"], row["group_age_max"], row["group_age_min_inclusive"], row["group_age_max_inclusive"]
        )
        said = {
            "wrong_disease": f"a trial in {_text(row['disease'])}; {_text(row['asked_disease'])} is asked for",
            "wrong_class": f"studies {_text(row['classes'])}; {_text(row['asked_class'])} is asked for",
            "wrong_phase": f"of phase {_text(row['phase'])}; phases {_text(row['asked_phases'])} are asked for",
            "age_outside": f"admits ages {ages}; the group's are {group_ages}",
        }
        ineligible = [text for name, text in said.items() if masks[name][position]]
        cautions: list[str] = []
        if masks["age_beyond"][position] and _text(row["analysis_set_id"]) is None:
            mixed = f"admits ages {ages}, the group's are only {group_ages}"
            (ineligible if strict_ages else cautions).append(mixed)
        found.append(
            Placement(
                str(row["group"]),
                str(row["trial_id"]),
                _text(row["analysis_set_id"]),
                _text(row["arm_id"]),
                tuple(ineligible),
                tuple(cautions),
            )
        )
    return tuple(found)
