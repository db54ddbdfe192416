"""`cartrials compare`."""

from __future__ import annotations

import json
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from cartrials.cli.app import Format, FormatOption, Package, fail
from cartrials.cli.validate import run

EXTRA = 'pip install "cartrials[synthesis]"'


def _require(*modules: str) -> None:
    missing = [module for module in modules if find_spec(module) is None]
    if missing:
        raise fail(f"{' and '.join(missing)} must be installed to pool trials: {EXTRA}")


def register(app: typer.Typer) -> None:
    """Add the command to the application."""

    @app.command()
    def compare(
        comparison_id: Annotated[str, typer.Argument(help="The comparison, by its key in the table of comparisons.")],
        package: Package = None,
        measure: Annotated[
            list[str] | None,
            typer.Option(help="The measure, such as CR_CRI; several are taken but not pooled with each other."),
        ] = None,
        grade: Annotated[
            str | None, typer.Option(help="The grade of an adverse event, such as ge3.", show_default=False)
        ] = None,
        statistic: Annotated[str, typer.Option(help="The statistic; only proportions are pooled.")] = "proportion",
        label: Annotated[
            str | None, typer.Option(help="Only figures with this measure_label.", show_default=False)
        ] = None,
        allow_mixed_scales: Annotated[
            bool, typer.Option("--allow-mixed-scales", help="Pool grades of different grading scales, with a warning.")
        ] = False,
        include_ineligible: Annotated[
            bool, typer.Option("--include-ineligible", help="Pool the trials as placed, ineligible ones too.")
        ] = False,
        strict_ages: Annotated[
            bool, typer.Option("--strict-ages", help="Leave out trials that admit ages outside their group.")
        ] = False,
        format: FormatOption = Format.text,
        plot: Annotated[
            Path | None, typer.Option(help="Write a forest plot to this .svg or .png file.", show_default=False)
        ] = None,
    ) -> None:
        """Pool the proportions of a comparison's trials, or say why not. Not for clinical decisions.

        Exit codes: 0 pooled, 1 refused, 2 usage. Example: 'cartrials compare review-paediatric-vs-adult --measure ORR'.
        """
        from cartrials.synthesis.plot import ENDINGS

        if not measure:
            raise fail("Name the measure to pool, such as --measure CR_CRI.")
        if plot is not None and plot.suffix.lower() not in ENDINGS:
            raise fail(f"{plot}: a plot is written as {' or '.join(ENDINGS)}.")
        _require("pymare", *(["matplotlib"] if plot else []))
        from cartrials.synthesis import UnknownTerm
        from cartrials.synthesis import compare as pool
        from cartrials.synthesis.as_json import comparison_object

        validation = run(package, None, False, None)
        if not validation.outcome.complete:
            raise fail(
                "A check crashed on this package, so that its figures cannot be trusted; run cartrials validate."
            )
        broken = [
            finding
            for finding in validation.outcome.findings
            if finding.code.startswith(("PKG", "TBL")) and finding.severity == "error" and finding.status != "known"
        ]
        if broken:
            raise fail(
                f"{broken[0].file}:{broken[0].line or 1}: {broken[0].code}: {broken[0].message} "
                "A package that is not lawful is not pooled; run cartrials validate."
            )
        try:
            found = pool(
                validation.evidence,
                comparison_id,
                measure,
                grade=grade,
                statistic=statistic,
                label=label,
                allow_mixed_scales=allow_mixed_scales,
                include_ineligible=include_ineligible,
                strict_ages=strict_ages,
            )
        except UnknownTerm as error:
            raise fail(str(error)) from error
        if format is Format.json:
            print(json.dumps(comparison_object(found), indent=1, ensure_ascii=False, allow_nan=False))
        else:
            from rich.console import Console

            from cartrials.report.comparison_text import print_comparison

            print_comparison(found, Console(highlight=False))
        if plot is not None and found.exit_code:
            print(f"cartrials: {plot} is not written, since pooling was refused", file=sys.stderr)
        elif plot is not None:
            from cartrials.synthesis.plot import forest_plot

            try:
                plot.write_bytes(forest_plot(found, plot.suffix.lower()))
            except OSError as error:
                raise fail(f"{plot}: cannot be written ({error.strerror}).") from error
        raise typer.Exit(found.exit_code)
