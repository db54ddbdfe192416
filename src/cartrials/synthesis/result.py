"""What a comparison results in: the placed trials with their figures, refusals, warnings and pooled estimates."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import exp
from typing import Literal

Basis = Literal["eligible_only", "as_asserted"]
Model = Literal["reml_hartung_knapp", "binomial_normal"]


def to_proportion(logit: float) -> float:
    """Return the proportion whose logit is given."""
    return 1 / (1 + exp(-logit)) if logit >= 0 else exp(logit) / (1 + exp(logit))


@dataclass(frozen=True, slots=True)
class Figure:
    """The figure of one placed trial: how many of how many patients, whence, and with what estimand.

    `events_from` is "printed" or "derived" (the one count that gives the printed percentage); `patients_from` is
    "printed" or "analysis_set". `low` and `high` are the exact 95 % interval of Clopper and Pearson.
    """

    endpoint_id: str
    source_id: str
    locator: str
    reported: str
    measure: str
    measure_label: str | None
    grade: str | None
    variant: str | None
    assessor: str | None
    timepoint_months: float | None
    analysis_set_id: str
    set_kind: str
    arm_id: str | None
    data_cut_id: str | None
    followup_median_months: float | None
    events: int
    patients: int
    events_from: Literal["printed", "derived"]
    patients_from: Literal["printed", "analysis_set"]
    low: float
    high: float

    @property
    def proportion(self) -> float:
        """The share of patients with the event."""
        return self.events / self.patients


@dataclass(frozen=True, slots=True)
class PlacedTrial:
    """A trial placed in a group, with the figure chosen for it, or why there is none, and whether it is eligible.

    `ineligible` holds why it does not belong in the comparison (empty where it does); `cautions` what a reader must
    weigh; `passed_over` the rows of higher preference that could not be used, each with the reason; `other_measures`
    and `other_grades` what the trial prints instead of what was asked.
    """

    group: str
    trial_id: str
    figure: Figure | None
    reason: str = ""
    ineligible: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()
    other_measures: tuple[str, ...] = ()
    other_grades: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why figures are not pooled: a code that does not change, a sentence, and the trials it is about."""

    code: str
    message: str
    trials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Estimate:
    """A pooled logit with its 95 % interval under one model; proportions are computed from the logits.

    What a model does not give is None: I², Q and the prediction interval belong to REML with Hartung-Knapp.
    """

    model: Model
    k: int
    logit: float
    standard_error: float
    low: float
    high: float
    tau2: float
    i2: float | None = None
    q: float | None = None
    q_df: int | None = None
    q_p: float | None = None
    prediction_low: float | None = None
    prediction_high: float | None = None

    @property
    def proportion(self) -> float:
        """The pooled proportion."""
        return to_proportion(self.logit)

    @property
    def proportion_interval(self) -> tuple[float, float]:
        """The 95 % interval of the pooled proportion."""
        return to_proportion(self.low), to_proportion(self.high)

    @property
    def prediction_interval(self) -> tuple[float, float] | None:
        """The 95 % prediction interval of the proportion in a new trial, where the model gives one."""
        if self.prediction_low is None or self.prediction_high is None:
            return None
        return to_proportion(self.prediction_low), to_proportion(self.prediction_high)


@dataclass(frozen=True, slots=True)
class Omitted:
    """The REML estimate without one trial."""

    trial_id: str
    group: str
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class SubgroupTest:
    """The test whether the groups differ under one model; F with two degrees of freedom, or chi-squared with one."""

    model: Model
    statistic: float
    df1: int
    df2: int | None
    p: float
    tau2: float


@dataclass(frozen=True, slots=True)
class Pool:
    """The pooled estimates of one group, or of all (`group` is None); `notes` say which could not be computed."""

    group: str | None
    trials: tuple[str, ...]
    reml: Estimate | None = None
    glmm: Estimate | None = None
    leave_one_out: tuple[Omitted, ...] = ()
    weights: tuple[float, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pooling:
    """What comes of the trials on one basis: estimates where nothing forbids them, else every refusal."""

    basis: Basis
    trials: tuple[PlacedTrial, ...]
    refusals: tuple[Refusal, ...] = ()
    warnings: tuple[str, ...] = ()
    groups: tuple[Pool, ...] = ()
    overall: Pool | None = None
    tests: tuple[SubgroupTest, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether pooling was refused."""
        return bool(self.refusals)


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for."""

    measures: tuple[str, ...]
    grade: str | None = None
    statistic: str = "proportion"
    label: str | None = None
    allow_mixed_scales: bool = False
    include_ineligible: bool = False
    strict_ages: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result of a comparison: every placed trial, and what comes of them as asserted and of the eligible ones."""

    comparison_id: str
    label: str
    source_id: str | None
    groups: tuple[str, ...]
    options: Options
    placements: tuple[PlacedTrial, ...]
    eligible_only: Pooling
    as_asserted: Pooling
    disclaimer: str = field(default="Not for clinical decisions.", init=False)

    @property
    def chosen(self) -> Pooling:
        """The pooling that was asked for: of the eligible trials unless ineligible ones were to be included."""
        return self.as_asserted if self.options.include_ineligible else self.eligible_only

    @property
    def other(self) -> Pooling:
        """The pooling on the other basis."""
        return self.eligible_only if self.options.include_ineligible else self.as_asserted

    @property
    def exit_code(self) -> int:
        """0 where the trials were pooled, 1 where that was refused."""
        return int(self.chosen.refused)
