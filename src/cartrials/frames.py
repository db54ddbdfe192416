"""Pandera models of the tables, for type checkers. Generated from the schemas; do not edit."""

from __future__ import annotations

from typing import Literal, Protocol, overload

import pandas as pd
import pandera.pandas as pa
from pandera.typing import DataFrame, Series


class Adjudication(pa.DataFrameModel):
    """A row is a human decision about a finding, bound to its code, its subject and the value observed."""

    adjudication_id: Series[pd.StringDtype]
    code: Series[pd.StringDtype]
    subject: Series[pd.StringDtype]
    observed: Series[pd.StringDtype] = pa.Field(nullable=True)
    verdict: Series[pd.StringDtype]
    reason: Series[pd.StringDtype]
    evidence_source_id: Series[pd.StringDtype] = pa.Field(nullable=True)
    decided_by: Series[pd.StringDtype]
    decided_on: Series[pa.DateTime]
    review_by: Series[pa.DateTime] = pa.Field(nullable=True)


class AnalysisSet(pa.DataFrameModel):
    """A row is a set of patients that a figure can be out of."""

    analysis_set_id: Series[pd.StringDtype]
    trial_id: Series[pd.StringDtype]
    label: Series[pd.StringDtype]
    kind: Series[pd.StringDtype]
    size: Series[pd.Int64Dtype] = pa.Field(nullable=True)
    arm_id: Series[pd.StringDtype] = pa.Field(nullable=True)
    parent_id: Series[pd.StringDtype] = pa.Field(nullable=True)
    partition: Series[pd.StringDtype] = pa.Field(nullable=True)
    source_id: Series[pd.StringDtype] = pa.Field(nullable=True)
    locator: Series[pd.StringDtype] = pa.Field(nullable=True)
    note: Series[pd.StringDtype] = pa.Field(nullable=True)


class Approval(pa.DataFrameModel):
    """A row is a licence of a treatment for an indication."""

    approval_id: Series[pd.StringDtype]
    intervention_id: Series[pd.StringDtype]
    indication: Series[pd.StringDtype]
    agency: Series[pd.StringDtype]
    approved_on: Series[pd.StringDtype] = pa.Field(nullable=True)
    source_id: Series[pd.StringDtype]
    locator: Series[pd.StringDtype]
    note: Series[pd.StringDtype] = pa.Field(nullable=True)


class Arm(pa.DataFrameModel):
    """A row is an arm of a trial."""

    arm_id: Series[pd.StringDtype]
    trial_id: Series[pd.StringDtype]
    label: Series[pd.StringDtype]
    role: Series[pd.StringDtype]
    intervention_id: Series[pd.StringDtype]
    dose_low: Series[pd.Float64Dtype] = pa.Field(nullable=True)
    dose_high: Series[pd.Float64Dtype] = pa.Field(nullable=True)
    dose_unit: Series[pd.StringDtype] = pa.Field(nullable=True)
    source_id: Series[pd.StringDtype]
    locator: Series[pd.StringDtype] = pa.Field(nullable=True)
    note: Series[pd.StringDtype] = pa.Field(nullable=True)


class Characteristic(pa.DataFrameModel):
    """A row is an attribute of a trial, arm, group, treatment, measure or set, as one source states it in one place."""

    characteristic_id: Series[pd.StringDtype]
    source_id: Series[pd.StringDtype]
    locator: Series[pd.StringDtype]
    trial_id: Series[pd.StringDtype] = pa.Field(nullable=True)
    attribute: Series[pd.StringDtype]
    status: Series[pd.StringDtype]
    reported: Series[pd.StringDtype] = pa.Field(nullable=True)
    value: Series[pd.StringDtype] = pa.Field(nullable=True)
    number: Series[pd.Float64Dtype] = pa.Field(nullable=True)
    number_high: Series[pd.Float64Dtype] = pa.Field(nullable=True)
    bound: Series[pd.StringDtype] = pa.Field(nullable=True)
    unit: Series[pd.StringDtype] = pa.Field(nullable=True)
    basis: Series[pd.StringDtype] = pa.Field(nullable=True)
    verification: Series[pd.StringDtype]
    arm_id: Series[pd.StringDtype] = pa.Field(nullable=True)
    comparison_id: Series[pd.StringDtype] = pa.Field(nullable=True)
    group: Series[pd.StringDtype] = pa.Field(nullable=True)
    intervention_id: Series[pd.StringDtype] = pa.Field(nullable=True)
    measure: Series[pd.StringDtype] = pa.Field(nullable=True)
    analysis_set_id: Series[pd.StringDtype] = pa.Field(nullable=True)
    cites_source_id: Series[pd.StringDtype] = pa.Field(nullable=True)
    note: Series[pd.StringDtype] = pa.Field(nullable=True)


class Comparison(pa.DataFrameModel):
    """A row is a question that compares groups of trials, and who asks it."""

    comparison_id: Series[pd.StringDtype]
    label: Series[pd.StringDtype]
    disease: Series[pd.StringDtype] = pa.Field(nullable=True)
    intervention_class: Series[pd.StringDtype] = pa.Field(nullable=True)
    phases: Series[pd.StringDtype] = pa.Field(nullable=True)
    published_from: Series[pd.Int64Dtype] = pa.Field(nullable=True)
    published_to: Series[pd.Int64Dtype] = pa.Field(nullable=True)
    source_id: Series[pd.StringDtype] = pa.Field(nullable=True)
    locator: Series[pd.StringDtype] = pa.Field(nullable=True)
    note: Series[pd.StringDtype] = pa.Field(nullable=True)


class ComparisonGroup(pa.DataFrameModel):
    """A row is a group of a comparison with its bounds of age."""

    comparison_id: Series[pd.StringDtype]
    group: Series[pd.StringDtype]
    age_min: Series[pd.Float64Dtype] = pa.Field(nullable=True)
    age_min_inclusive: Series[pd.BooleanDtype] = pa.Field(nullable=True)
    age_max: Series[pd.Float64Dtype] = pa.Field(nullable=True)
    age_max_inclusive: Series[pd.BooleanDtype] = pa.Field(nullable=True)
    locator: Series[pd.StringDtype] = pa.Field(nullable=True)
    note: Series[pd.StringDtype] = pa.Field(nullable=True)


class ComparisonTrial(pa.DataFrameModel):
    """A row places a trial, or one of its analysis sets, in a group of a comparison."""

    comparison_id: Series[pd.StringDtype]
    group: Series[pd.StringDtype]
    trial_id: Series[pd.StringDtype]
    analysis_set_id: Series[pd.StringDtype] = pa.Field(nullable=True)
    arm_id: Series[pd.StringDtype] = pa.Field(nullable=True)
    source_id: Series[pd.StringDtype] = pa.Field(nullable=True)
    locator: Series[pd.StringDtype] = pa.Field(nullable=True)
    note: Series[pd.StringDtype] = pa.Field(nullable=True)


class Conclusion(pa.DataFrameModel):
    """A row is a direction that a source asserts."""

    conclusion_id: Series[pd.StringDtype]
    source_id: Series[pd.StringDtype]
    locator: Series[pd.StringDtype]
    comparison_id: Series[pd.StringDtype] = pa.Field(nullable=True)
    measure: Series[pd.StringDtype] = pa.Field(nullable=True)
    attribute: Series[pd.StringDtype] = pa.Field(nullable=True)
    subject_kind: Series[pd.StringDtype]
    subject_a: Series[pd.StringDtype]
    relation: Series[pd.StringDtype]
    subject_b: Series[pd.StringDtype] = pa.Field(nullable=True)
    strength: Series[pd.StringDtype]
    significance: Series[pd.StringDtype]
    attributed_to: Series[pd.StringDtype] = pa.Field(nullable=True)
    note: Series[pd.StringDtype] = pa.Field(nullable=True)


class ConclusionEvidence(pa.DataFrameModel):
    """A row is a figure that a conclusion rests on."""

    conclusion_id: Series[pd.StringDtype]
    endpoint_id: Series[pd.StringDtype]
    side: Series[pd.StringDtype]


class DataCut(pa.DataFrameModel):
    """A row is a data cut-off of a trial, as one report uses it."""

    data_cut_id: Series[pd.StringDtype]
    trial_id: Series[pd.StringDtype]
    label: Series[pd.StringDtype]
    cutoff_on: Series[pd.StringDtype] = pa.Field(nullable=True)
    followup_median_months: Series[pd.Float64Dtype] = pa.Field(nullable=True)
    source_id: Series[pd.StringDtype]
    locator: Series[pd.StringDtype] = pa.Field(nullable=True)
    note: Series[pd.StringDtype] = pa.Field(nullable=True)


class Endpoint(pa.DataFrameModel):
    """A row is one figure, as one source prints it in one place, right or wrong."""

    endpoint_id: Series[pd.StringDtype]
    source_id: Series[pd.StringDtype]
    locator: Series[pd.StringDtype]
    trial_id: Series[pd.StringDtype]
    analysis_set_id: Series[pd.StringDtype]
    measure: Series[pd.StringDtype]
    statistic: Series[pd.StringDtype]
    status: Series[pd.StringDtype]
    reported: Series[pd.StringDtype] = pa.Field(nullable=True)
    numerator: Series[pd.Int64Dtype] = pa.Field(nullable=True)
    denominator: Series[pd.Int64Dtype] = pa.Field(nullable=True)
    estimate: Series[pd.Float64Dtype] = pa.Field(nullable=True)
    unit: Series[pd.StringDtype] = pa.Field(nullable=True)
    verification: Series[pd.StringDtype]
    grade: Series[pd.StringDtype] = pa.Field(nullable=True)
    timepoint_months: Series[pd.Float64Dtype] = pa.Field(nullable=True)
    arm_id: Series[pd.StringDtype] = pa.Field(nullable=True)
    comparator_arm_id: Series[pd.StringDtype] = pa.Field(nullable=True)
    data_cut_id: Series[pd.StringDtype] = pa.Field(nullable=True)
    cites_source_id: Series[pd.StringDtype] = pa.Field(nullable=True)
    measure_label: Series[pd.StringDtype] = pa.Field(nullable=True)
    variant: Series[pd.StringDtype] = pa.Field(nullable=True)
    assessor: Series[pd.StringDtype] = pa.Field(nullable=True)
    time_origin: Series[pd.StringDtype] = pa.Field(nullable=True)
    window_start_months: Series[pd.Float64Dtype] = pa.Field(nullable=True)
    estimate_bound: Series[pd.StringDtype] = pa.Field(nullable=True)
    interval_kind: Series[pd.StringDtype] = pa.Field(nullable=True)
    interval_low: Series[pd.Float64Dtype] = pa.Field(nullable=True)
    interval_high: Series[pd.Float64Dtype] = pa.Field(nullable=True)
    interval_level: Series[pd.Float64Dtype] = pa.Field(nullable=True)
    interval_status: Series[pd.StringDtype] = pa.Field(nullable=True)
    spread: Series[pd.Float64Dtype] = pa.Field(nullable=True)
    spread_kind: Series[pd.StringDtype] = pa.Field(nullable=True)
    p_value: Series[pd.Float64Dtype] = pa.Field(nullable=True)
    p_bound: Series[pd.StringDtype] = pa.Field(nullable=True)
    note: Series[pd.StringDtype] = pa.Field(nullable=True)


class Intervention(pa.DataFrameModel):
    """A row is a treatment."""

    intervention_id: Series[pd.StringDtype]
    class_: Series[pd.StringDtype] = pa.Field(alias="class")
    target: Series[pd.StringDtype] = pa.Field(nullable=True)
    costimulatory_domain: Series[pd.StringDtype] = pa.Field(nullable=True)
    cell_source: Series[pd.StringDtype] = pa.Field(nullable=True)
    other_names: Series[pd.StringDtype] = pa.Field(nullable=True)
    source_id: Series[pd.StringDtype]
    locator: Series[pd.StringDtype] = pa.Field(nullable=True)
    note: Series[pd.StringDtype] = pa.Field(nullable=True)


class Source(pa.DataFrameModel):
    """A row is a document in which figures were read."""

    source_id: Series[pd.StringDtype]
    kind: Series[pd.StringDtype]
    extent: Series[pd.StringDtype]
    first_author: Series[pd.StringDtype] = pa.Field(nullable=True)
    year: Series[pd.Int64Dtype] = pa.Field(nullable=True)
    published_on: Series[pd.StringDtype] = pa.Field(nullable=True)
    container: Series[pd.StringDtype] = pa.Field(nullable=True)
    doi: Series[pd.StringDtype] = pa.Field(nullable=True)
    pmid: Series[pd.StringDtype] = pa.Field(nullable=True)
    url: Series[pd.StringDtype] = pa.Field(nullable=True)
    registry_id: Series[pd.StringDtype] = pa.Field(nullable=True)
    accessed: Series[pa.DateTime] = pa.Field(nullable=True)
    note: Series[pd.StringDtype] = pa.Field(nullable=True)


class Trial(pa.DataFrameModel):
    """A row is a trial, a registry study or a pooled analysis."""

    trial_id: Series[pd.StringDtype]
    kind: Series[pd.StringDtype]
    acronym: Series[pd.StringDtype] = pa.Field(nullable=True)
    registry_id: Series[pd.StringDtype] = pa.Field(nullable=True)
    other_ids: Series[pd.StringDtype] = pa.Field(nullable=True)
    phase: Series[pd.StringDtype] = pa.Field(nullable=True)
    design: Series[pd.StringDtype] = pa.Field(nullable=True)
    disease: Series[pd.StringDtype]
    disease_state: Series[pd.StringDtype] = pa.Field(nullable=True)
    age_min: Series[pd.Float64Dtype] = pa.Field(nullable=True)
    age_max: Series[pd.Float64Dtype] = pa.Field(nullable=True)
    enrolment_start: Series[pd.StringDtype] = pa.Field(nullable=True)
    enrolment_end: Series[pd.StringDtype] = pa.Field(nullable=True)
    source_id: Series[pd.StringDtype]
    note: Series[pd.StringDtype] = pa.Field(nullable=True)


class TrialMember(pa.DataFrameModel):
    """A row says whose patients a pooled analysis shares."""

    pooled_trial_id: Series[pd.StringDtype]
    trial_id: Series[pd.StringDtype]
    membership: Series[pd.StringDtype]
    source_id: Series[pd.StringDtype]
    locator: Series[pd.StringDtype] = pa.Field(nullable=True)
    note: Series[pd.StringDtype] = pa.Field(nullable=True)


class CuratedEndpoint(pa.DataFrameModel):
    """A row is the best reported row of one estimand."""

    endpoint_id: Series[pd.StringDtype]
    source_id: Series[pd.StringDtype]
    locator: Series[pd.StringDtype]
    trial_id: Series[pd.StringDtype]
    analysis_set_id: Series[pd.StringDtype]
    measure: Series[pd.StringDtype]
    statistic: Series[pd.StringDtype]
    status: Series[pd.StringDtype]
    reported: Series[pd.StringDtype] = pa.Field(nullable=True)
    numerator: Series[pd.Int64Dtype] = pa.Field(nullable=True)
    denominator: Series[pd.Int64Dtype] = pa.Field(nullable=True)
    estimate: Series[pd.Float64Dtype] = pa.Field(nullable=True)
    unit: Series[pd.StringDtype] = pa.Field(nullable=True)
    verification: Series[pd.StringDtype]
    grade: Series[pd.StringDtype] = pa.Field(nullable=True)
    timepoint_months: Series[pd.Float64Dtype] = pa.Field(nullable=True)
    arm_id: Series[pd.StringDtype] = pa.Field(nullable=True)
    comparator_arm_id: Series[pd.StringDtype] = pa.Field(nullable=True)
    data_cut_id: Series[pd.StringDtype] = pa.Field(nullable=True)
    cites_source_id: Series[pd.StringDtype] = pa.Field(nullable=True)
    measure_label: Series[pd.StringDtype] = pa.Field(nullable=True)
    variant: Series[pd.StringDtype] = pa.Field(nullable=True)
    assessor: Series[pd.StringDtype] = pa.Field(nullable=True)
    time_origin: Series[pd.StringDtype] = pa.Field(nullable=True)
    window_start_months: Series[pd.Float64Dtype] = pa.Field(nullable=True)
    estimate_bound: Series[pd.StringDtype] = pa.Field(nullable=True)
    interval_kind: Series[pd.StringDtype] = pa.Field(nullable=True)
    interval_low: Series[pd.Float64Dtype] = pa.Field(nullable=True)
    interval_high: Series[pd.Float64Dtype] = pa.Field(nullable=True)
    interval_level: Series[pd.Float64Dtype] = pa.Field(nullable=True)
    interval_status: Series[pd.StringDtype] = pa.Field(nullable=True)
    spread: Series[pd.Float64Dtype] = pa.Field(nullable=True)
    spread_kind: Series[pd.StringDtype] = pa.Field(nullable=True)
    p_value: Series[pd.Float64Dtype] = pa.Field(nullable=True)
    p_bound: Series[pd.StringDtype] = pa.Field(nullable=True)
    note: Series[pd.StringDtype] = pa.Field(nullable=True)
    preferred_to: Series[pd.StringDtype] = pa.Field(nullable=True)
    preferred_because: Series[pd.StringDtype] = pa.Field(nullable=True)
    left_out: Series[pd.StringDtype] = pa.Field(nullable=True)


class Loader(Protocol):
    """What `cartrials.load` takes and returns."""

    @overload
    def __call__(self, resource: Literal["adjudication"]) -> DataFrame[Adjudication]: ...
    @overload
    def __call__(self, resource: Literal["analysis_set"]) -> DataFrame[AnalysisSet]: ...
    @overload
    def __call__(self, resource: Literal["approval"]) -> DataFrame[Approval]: ...
    @overload
    def __call__(self, resource: Literal["arm"]) -> DataFrame[Arm]: ...
    @overload
    def __call__(self, resource: Literal["characteristic"]) -> DataFrame[Characteristic]: ...
    @overload
    def __call__(self, resource: Literal["comparison"]) -> DataFrame[Comparison]: ...
    @overload
    def __call__(self, resource: Literal["comparison_group"]) -> DataFrame[ComparisonGroup]: ...
    @overload
    def __call__(self, resource: Literal["comparison_trial"]) -> DataFrame[ComparisonTrial]: ...
    @overload
    def __call__(self, resource: Literal["conclusion"]) -> DataFrame[Conclusion]: ...
    @overload
    def __call__(self, resource: Literal["conclusion_evidence"]) -> DataFrame[ConclusionEvidence]: ...
    @overload
    def __call__(self, resource: Literal["data_cut"]) -> DataFrame[DataCut]: ...
    @overload
    def __call__(self, resource: Literal["endpoint"]) -> DataFrame[Endpoint]: ...
    @overload
    def __call__(self, resource: Literal["intervention"]) -> DataFrame[Intervention]: ...
    @overload
    def __call__(self, resource: Literal["source"]) -> DataFrame[Source]: ...
    @overload
    def __call__(self, resource: Literal["trial"]) -> DataFrame[Trial]: ...
    @overload
    def __call__(self, resource: Literal["trial_member"]) -> DataFrame[TrialMember]: ...
    @overload
    def __call__(self, resource: Literal["curated_endpoint"]) -> DataFrame[CuratedEndpoint]: ...
    @overload
    def __call__(self, resource: str) -> pd.DataFrame: ...
