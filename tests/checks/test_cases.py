from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from cartrials.checks.cases import KINDS, Case, cases, complete
from cartrials.checks.registry import rules
from cartrials.consistency import consistency_rules
from cartrials.evidence import Evidence
from cartrials.package.reader import RawTable
from cartrials.package.structure import ReadPackage
from cartrials.schema.definition import tables
from cartrials.schema.stage import check_schema, key_of

ALL = [(rule.code, case) for rule in consistency_rules() for case in cases(rule.code)]
IDS = [f"{code}: {case.name}" for code, case in ALL]


def as_package(case: Case) -> ReadPackage:
    full = complete(case.tables)
    raw = {
        name: RawTable(
            table.names,
            pd.DataFrame(
                {field: pd.array([row[field] or None for row in full[name]], dtype="string") for field in table.names}
            ),
            list(range(2, len(full[name]) + 2)),
        )
        for name, table in tables().items()
    }
    absent: dict[str, frozenset[str]] = {name: frozenset() for name in raw}
    return ReadPackage(Path("case"), raw, {name: f"{name}.csv" for name in raw}, absent, ())


def evidence_of(case: Case) -> Evidence:
    return check_schema(as_package(case), tables())[0]


@pytest.mark.parametrize(("code", "case"), ALL, ids=IDS)
def test_a_case_gives_its_findings(code: str, case: Case) -> None:
    rule = rules()[code]
    evidence = evidence_of(case)
    assert rule.function is not None
    found = [
        {
            "resource": failure.resource,
            "key": key_of(evidence, tables()[failure.resource], failure.position),
            "severity": failure.severity or rule.severity,
            "observed": failure.observed
            if failure.observed is not None
            else evidence.observed(failure.resource, failure.position, failure.fields),
            "expected": failure.expected,
            "hint": failure.hint,
        }
        for failure in rule.function(evidence)
    ]
    assert found == case.expected


@pytest.mark.parametrize(("code", "case"), ALL, ids=IDS)
def test_a_case_is_lawful_for_the_schema(code: str, case: Case) -> None:
    assert check_schema(as_package(case), tables())[1] == []


@pytest.mark.parametrize("rule", consistency_rules(), ids=lambda rule: rule.code)
def test_every_check_has_cases_of_every_kind_and_can_fail(rule) -> None:  # type: ignore[no-untyped-def]
    kinds = {case.kind for case in cases(rule.code)}
    assert kinds == set(KINDS)
    assert all(case.expected for case in cases(rule.code) if case.kind == "fail")
    assert not any(case.expected for case in cases(rule.code) if case.kind == "pass")
