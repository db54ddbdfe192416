from __future__ import annotations

import re

import pytest

from cartrials.checks.registry import Rule, rules
from cartrials.schema.definition import tables


@pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.code)
def test_a_rule_is_documented_and_names_what_exists(rule: Rule) -> None:
    assert re.fullmatch(r"[A-Z]{3}\d{3}", rule.code)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)
    assert rule.summary.endswith(".")
    for resource, names in rule.needs.items():
        assert set(names) <= set(tables()[resource].names), rule.code
    for code in (*rule.explains, *rule.gated_by):
        assert code in rules()
    if rule.function:
        assert rule.authority and rule.needs


def test_names_are_used_once() -> None:
    names = [rule.name for rule in rules().values()]
    assert len(names) == len(set(names))


def test_no_doi_without_a_paper() -> None:
    for rule in rules().values():
        for entry in rule.authority:
            assert not entry.doi or (entry.kind == "paper" and entry.doi.startswith("10."))
