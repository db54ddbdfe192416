from __future__ import annotations

import json
import re

import pytest

from cartrials.schema.definition import Table, tables, terms
from cartrials.schema.grammar import PATTERNS
from cartrials.shipped import shipped

RESOURCES = {
    "source", "endpoint", "characteristic", "conclusion", "conclusion_evidence", "intervention", "approval", "trial",
    "trial_member", "arm", "data_cut", "analysis_set", "comparison", "comparison_group", "comparison_trial",
    "adjudication",
}  # fmt: skip


def test_every_resource_is_defined() -> None:
    assert set(tables()) == RESOURCES


@pytest.mark.parametrize("table", tables().values(), ids=lambda table: table.name)
def test_every_field_has_a_description_and_a_lawful_example(table: Table) -> None:
    for field in table.fields:
        assert len(field.description) > 8, field.name
        assert re.fullmatch(PATTERNS[field.type], field.example), field.name
        if "enum" in field.constraints:
            assert field.example in field.constraints["enum"], field.name
        if "pattern" in field.constraints:
            assert re.fullmatch(field.constraints["pattern"], field.example), field.name
        for bound, ordered in (("minimum", 1), ("maximum", -1)):
            if bound in field.constraints:
                assert (float(field.example) - float(field.constraints[bound])) * ordered >= 0, field.name


@pytest.mark.parametrize("table", tables().values(), ids=lambda table: table.name)
def test_keys_name_fields_that_exist(table: Table) -> None:
    assert set(table.primary_key) <= set(table.names)
    for key in table.foreign_keys:
        assert set(key.fields) <= set(table.names)
        assert set(key.reference) <= set(tables()[key.resource].names)


def test_every_term_has_a_label_and_a_definition_and_every_list_is_used() -> None:
    for name, entries in terms().items():
        for term, entry in entries.items():
            assert entry["label"] and entry["definition"].endswith("."), (name, term)
    used = {field.terms for table in tables().values() for field in table.fields if field.terms}
    assert used == set(terms()) - {"cell_source"} | ({"cell_source"} & used)


def test_a_measure_says_what_checks_need() -> None:
    measures = terms()["measure"]
    for name, entry in measures.items():
        assert {"kind", "direction", "graded"} <= set(entry), name
        assert entry.get("parent", name) in measures


def test_enums_are_written_only_as_terms() -> None:
    for path in shipped("schemas").glob("*.json"):
        if path.name != "terms.json":
            for field in json.loads(path.read_text(encoding="utf-8"))["fields"]:
                assert "enum" not in field.get("constraints", {}), (path.name, field["name"])
