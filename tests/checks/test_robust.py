from __future__ import annotations

import pandas as pd
import pytest

from cartrials.consistency import consistency_rules
from cartrials.dataset import shipped_evidence
from cartrials.schema.definition import tables
from cartrials.schema.stage import type_tables

SIZES = {"endpoint": 6, "characteristic": 4}


@pytest.mark.parametrize("seed", range(40))
def test_no_check_raises_on_a_small_part_of_the_data(seed: int) -> None:
    evidence = shipped_evidence()
    text = {}
    for name, frame in evidence.text.items():
        size = min(SIZES.get(name, len(frame)), len(frame))
        text[name] = frame.sample(n=size, random_state=seed).reset_index(drop=True)
    if seed % 2:
        empty = sorted(set(tables()) - {"endpoint"})[seed % (len(tables()) - 1)]
        text[empty] = text[empty].iloc[:0]
    if seed % 3 == 0:
        sparse = [field.name for field in tables()["endpoint"].fields if not field.required]
        blank = pd.Series(pd.NA, index=text["endpoint"].index, dtype="string")
        text["endpoint"] = text["endpoint"].assign(**dict.fromkeys(sparse[seed % len(sparse) :], blank))
    part = type_tables(text, tables())[0]
    for rule in consistency_rules():
        assert rule.function is not None
        rule.function(part)
