from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import pytest

from cartrials.checks.registry import Rule
from cartrials.consistency import consistency_rules
from cartrials.evidence import Evidence
from cartrials.package.structure import read_package
from cartrials.schema.definition import tables
from cartrials.schema.stage import check_schema, key_of
from cartrials.shipped import shipped

SPLITTABLE = [rule for rule in consistency_rules() if rule.scope in ("row", "trial")]
Text = Mapping[str, pd.DataFrame]


@pytest.fixture(scope="module")
def whole() -> Evidence:
    package = read_package(shipped("datapackage") / "datapackage.json", tables())
    return check_schema(package, tables())[0]


def part_of(evidence: Evidence, trials: set[str]) -> Evidence:
    """Return the evidence with only the endpoint and characteristic rows of some trials."""
    from cartrials.schema.stage import type_tables

    text = {}
    for name, frame in evidence.text.items():
        if name in ("endpoint", "characteristic"):
            frame = frame[frame["trial_id"].isin(trials)].reset_index(drop=True)
        text[name] = frame
    return type_tables(text, tables())[0]


def said(rule: Rule, evidence: Evidence) -> set[tuple[str, str, str | None, str]]:
    assert rule.function is not None
    return {
        (
            failure.resource,
            key_of(evidence, tables()[failure.resource], failure.position),
            failure.observed or evidence.observed(failure.resource, failure.position, failure.fields),
            failure.message,
        )
        for failure in rule.function(evidence)
    }


@pytest.mark.parametrize("rule", SPLITTABLE, ids=lambda rule: rule.code)
@pytest.mark.parametrize("parts", [2, 3, 7])
def test_a_split_by_trial_gives_the_same_findings(rule: Rule, parts: int, whole: Evidence) -> None:
    trials = sorted(set(whole.tables["trial"]["trial_id"]))
    split = set()
    for part in range(parts):
        split |= said(rule, part_of(whole, set(trials[part::parts])))
    assert split == said(rule, whole)
