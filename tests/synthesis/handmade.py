"""Lawful tables of a comparison from a few cells."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from cartrials.checks.cases import complete
from cartrials.evidence import Evidence
from cartrials.package.reader import RawTable
from cartrials.package.structure import ReadPackage
from cartrials.schema.definition import tables
from cartrials.schema.stage import check_schema

Rows = dict[str, list[dict[str, str]]]
COMPARISON = "young-vs-old"


def comparison_of(trials: Rows, **more: list[dict[str, str]]) -> Rows:
    """Return the cells of a comparison of a young and an old group, with a treated set and a source for each trial.

    `trials` holds, by group, cells of endpoint rows: trial_id is needed; ORR proportions by default.
    """
    given: Rows = {
        "source": [{"source_id": "report", "kind": "primary", "extent": "full_text"}],
        "intervention": [{"intervention_id": "cells", "class": "CAR-T"}, {"intervention_id": "drug", "class": "ADC"}],
        "comparison": [
            {
                "comparison_id": COMPARISON,
                "label": "Young and old",
                "disease": "B-ALL",
                "intervention_class": "CAR-T",
                "phases": "1; 2",
                "source_id": "report",
            }
        ],
        "comparison_group": [
            {"comparison_id": COMPARISON, "group": "young", "age_max": "18", "age_max_inclusive": "false"},
            {"comparison_id": COMPARISON, "group": "old", "age_min": "18", "age_min_inclusive": "true"},
        ],
        "comparison_trial": [],
        "trial": [],
        "arm": [],
        "analysis_set": [],
        "endpoint": [],
    }
    for group, rows in trials.items():
        for at, row in enumerate(rows):
            name = row["trial_id"]
            if not any(trial["trial_id"] == name for trial in given["trial"]):
                ages = {"age_max": "17"} if group == "young" else {"age_min": "18"}
                given["trial"].append({"trial_id": name, "disease": "B-ALL", "phase": "2", **ages})
                given["arm"].append(
                    {"arm_id": f"{name}.arm", "trial_id": name, "role": "experimental", "intervention_id": "cells"}
                )
                given["analysis_set"].append(
                    {"analysis_set_id": f"{name}.treated", "trial_id": name, "kind": "treated", "label": "treated"}
                )
            placed = {"comparison_id": COMPARISON, "group": group, "trial_id": name}
            if placed not in given["comparison_trial"]:
                given["comparison_trial"].append(placed)
            cells = {
                "endpoint_id": f"report.{name}.{group}.row-{at}",
                "source_id": "report",
                "locator": f"table-1/{name}/orr-{at}",
                "analysis_set_id": f"{name}.treated",
                "measure": "ORR",
                "statistic": "proportion",
                "status": "value",
                "verification": "A",
                **row,
            }
            if "estimate" in cells:
                cells.setdefault("unit", "%")
                cells.setdefault("reported", f"{cells['estimate']}%")
            else:
                cells.setdefault("unit", "patients")
                cells.setdefault("reported", f"{cells.get('numerator')}/{cells.get('denominator')}")
            given["endpoint"].append(cells)
    for name, rows in more.items():
        keys = tables()[name].primary_key
        for row in rows:
            known = [have for have in given.get(name, []) if all(have.get(key) == row.get(key) for key in keys)]
            if known:
                known[0].update(row)
            else:
                given.setdefault(name, []).append(row)
    return given


def counted(**counts: str) -> list[dict[str, str]]:
    """Return endpoint cells for trials given as name="events/patients"."""
    return [
        {"trial_id": name.replace("_", "-"), "numerator": text.split("/")[0], "denominator": text.split("/")[1]}
        for name, text in counts.items()
    ]


def evidence_of(given: Rows) -> Evidence:
    """Return the typed tables of some cells, which must be lawful."""
    full = complete(given)
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
    evidence, findings = check_schema(
        ReadPackage(Path("case"), raw, {n: f"{n}.csv" for n in raw}, absent, ()), tables()
    )
    assert findings == [], findings
    return evidence
