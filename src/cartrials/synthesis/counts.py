"""How many of how many patients: printed, or the one count that a printed percentage allows, in integers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cartrials.checks.counts.percentages import decimals_of, percent


class NoCount(ValueError):
    """A row gives no count out of patients; the message says why."""


@dataclass(frozen=True, slots=True)
class Count:
    """A count of patients out of patients, and where each number comes from."""

    events: int
    patients: int
    events_from: Literal["printed", "derived"]
    patients_from: Literal["printed", "analysis_set"]


def fitting(digits: int, scale: int, patients: int) -> range:
    """Return the counts out of `patients` whose percentage rounds to digits/scale, ties either way.

    Parameters:
        digits: the printed percentage without its decimal point.
        scale: 10 to the printed decimals.
        patients: the denominator, at least 1.
    """
    doubled = 2 * digits * patients
    lowest = -((patients - doubled) // (200 * scale))
    highest = (doubled + patients) // (200 * scale)
    return range(max(lowest, 0), min(highest, patients) + 1)


def count_of(
    numerator: int | None,
    denominator: int | None,
    size: int | None,
    percentage: tuple[int, int] | None,
) -> Count:
    """Return the count that a row gives.

    Parameters:
        numerator, denominator: as printed with the figure.
        size: the size of the row's analysis set, used where no denominator is printed.
        percentage: the digits and the scale of the printed percentage, where it is printed without a sign.

    Raises:
        NoCount: the row gives none, or more than one, or one that contradicts its percentage.
    """
    patients = denominator if denominator is not None else size
    patients_from: Literal["printed", "analysis_set"] = "printed" if denominator is not None else "analysis_set"
    whose = "printed denominator" if denominator is not None else "size of the set"
    if patients is None:
        raise NoCount("no denominator is printed and the size of the set is not recorded")
    if patients == 0:
        raise NoCount(f"the {whose} is 0")
    if numerator is not None:
        if numerator > patients:
            raise NoCount(f"{numerator} is more than {patients}, the {whose}")
        if percentage is not None:
            digits, scale = percentage
            if abs(200 * numerator * scale - 2 * digits * patients) >= 2 * patients:
                decimals = decimals_of(scale)
                raise NoCount(
                    f"{numerator} of {patients}, the {whose}, is {percent(numerator, patients, decimals)} %, "
                    f"not the {_printed(digits, scale)} % printed"
                )
        return Count(numerator, patients, "printed", patients_from)
    if percentage is None:
        raise NoCount("neither a count nor an exact percentage is printed")
    digits, scale = percentage
    found = fitting(digits, scale, patients)
    if len(found) == 1:
        return Count(found[0], patients, "derived", patients_from)
    if not found:
        raise NoCount(f"no count out of {patients}, the {whose}, gives {_printed(digits, scale)} %")
    raise NoCount(
        f"no count is printed, and {found[0]} to {found[-1]} of {patients}, the {whose}, "
        f"all give {_printed(digits, scale)} %"
    )


def _printed(digits: int, scale: int) -> str:
    decimals = decimals_of(scale)
    whole, rest = divmod(digits, scale)
    return f"{whole}.{rest:0{decimals}d}" if decimals else str(whole)
