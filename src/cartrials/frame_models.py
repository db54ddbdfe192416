"""The typed frames as type checkers see them, written as the module `frames` from the schemas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cartrials.schema.definition import Field, Table

SERIES = {
    "integer": "pd.Int64Dtype",
    "year": "pd.Int64Dtype",
    "number": "pd.Float64Dtype",
    "boolean": "pd.BooleanDtype",
    "date": "pa.DateTime",
    "string": "pd.StringDtype",
}
HEAD = '''"""Pandera models of the tables, for type checkers. Generated from the schemas; do not edit."""

from __future__ import annotations

from typing import Literal, Protocol, overload

import pandas as pd
import pandera.pandas as pa
from pandera.typing import DataFrame, Series
'''


def class_name(table: str) -> str:
    """Return the name of a table's model: `analysis_set` is `AnalysisSet`."""
    return "".join(part.capitalize() for part in table.split("_"))


def _model(name: str, description: str, fields: Sequence[Field]) -> str:
    lines = [f"class {class_name(name)}(pa.DataFrameModel):", f'    """{description}"""', ""]
    for field in fields:
        nullable = "" if field.required else " = pa.Field(nullable=True)"
        alias = f"{field.name}: Series[{SERIES[field.type]}]{nullable}"
        if field.name == "class":
            argument = ", nullable=True)" if nullable else ")"
            alias = f'class_: Series[{SERIES[field.type]}] = pa.Field(alias="class"{argument}'
        lines.append(f"    {alias}")
    return "\n".join(lines)


def frame_models(tables: Mapping[str, Table], curation_fields: Sequence[str], curated: str) -> str:
    """Return the text of the module `frames`: a model a table, and what `load` returns for each name.

    Parameters:
        tables: the tables by name.
        curation_fields: the fields that the curated endpoints have besides the endpoint's.
        curated: the name of the curated table.
    """
    own = [Field(name, "string", "", "", "", {}, None) for name in curation_fields]
    parts = [HEAD.rstrip()]
    parts += [_model(table.name, table.description, table.fields) for table in tables.values()]
    parts.append(_model(curated, "A row is the best reported row of one estimand.", [*tables["endpoint"].fields, *own]))
    loader = ["class Loader(Protocol):", '    """What `cartrials.load` takes and returns."""', ""]
    for name in (*tables, curated):
        loader.append("    @overload")
        loader.append(f'    def __call__(self, resource: Literal["{name}"]) -> DataFrame[{class_name(name)}]: ...')
    loader.append("    @overload")
    loader.append("    def __call__(self, resource: str) -> pd.DataFrame: ...")
    parts.append("\n".join(loader))
    return "\n\n\n".join(parts) + "\n"
