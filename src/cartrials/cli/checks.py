"""`cartrials checks` and `cartrials explain`."""

from __future__ import annotations

import json
from difflib import get_close_matches
from typing import Annotated

import typer

from cartrials.cli.app import Format, FormatOption, fail


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""

    @app.command()
    def checks(
        family: Annotated[str | None, typer.Option(help="Only this family, such as CNT.", show_default=False)] = None,
        format: FormatOption = Format.text,
    ) -> None:
        """List every check with its code, severity and name (read after "allow")."""
        from cartrials.checks.registry import FAMILIES, rules

        if family and family.upper() not in FAMILIES:
            raise fail(f"There is no family '{family}'; the families are {', '.join(FAMILIES)}.")
        chosen = [rule for rule in rules().values() if not family or rule.family == family.upper()]
        if format is Format.json:
            listed = [
                {
                    "code": rule.code,
                    "name": rule.name,
                    "severity": rule.severity,
                    "stage": rule.stage,
                    "scope": rule.scope,
                    "summary": rule.summary,
                }
                for rule in chosen
            ]
            print(json.dumps({"format_version": 1, "checks": listed}, indent=1, ensure_ascii=False))
            return
        width = max(len(rule.name) for rule in chosen)
        for rule in chosen:
            print(f"{rule.code}  {rule.severity:<7}  {rule.name:<{width}}  {rule.summary}")

    @app.command()
    def explain(code: Annotated[str, typer.Argument(help="The code of a check, such as CNT001.")]) -> None:
        """Print the page of a check: what it says, what it rests on, and the cases that its tests run."""
        from cartrials.checks.registry import rules
        from cartrials.documentation import check_page

        known = rules()
        if code.upper() not in known:
            near = get_close_matches(code.upper(), known, 1) or [
                rule.code for rule in known.values() if rule.name == code.lower()
            ]
            raise fail(
                f"There is no check '{code}'."
                + (f" Did you mean '{near[0]}'?" if near else " 'cartrials checks' lists them.")
            )
        print(check_page(known[code.upper()]), end="")
