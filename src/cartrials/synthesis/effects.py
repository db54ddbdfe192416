"""The logit of a proportion with its variance, and its exact interval."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

LEVEL = 0.95


class NoEstimate(ValueError):
    """A model has no estimate at a finite value; the message says why."""


def logits(counts: Sequence[tuple[int, int]]) -> tuple[list[float], list[float]]:
    """Return the logits of events out of patients and their variances.

    A trial in which none or all of the patients have the event gets half a patient added to either side; the
    others are left as they are.

    Parameters:
        counts: events and patients of each trial.
    """
    effects, variances = [], []
    for events, patients in counts:
        correction = 0.5 if events in (0, patients) else 0.0
        with_event, without = events + correction, patients - events + correction
        effects.append(log(with_event / without))
        variances.append(1 / with_event + 1 / without)
    return effects, variances


def exact_interval(events: int, patients: int) -> tuple[float, float]:
    """Return the 95 % interval of a proportion from the binomial distribution itself.

    Source: Clopper CJ, Pearson ES. The use of confidence or fiducial limits illustrated in the case of the
    binomial. Biometrika 1934.
    """
    from scipy.special import betaincinv

    tail = (1 - LEVEL) / 2
    low = float(betaincinv(events, patients - events + 1, tail)) if events else 0.0
    high = float(betaincinv(events + 1, patients - events, 1 - tail)) if events < patients else 1.0
    return low, high
