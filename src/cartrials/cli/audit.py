"""`cartrials audit`."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from cartrials.cli.app import FailOn, Format, FormatOption, Package, Severity, fail
from cartrials.cli.validate import run


def register(app: typer.Typer) -> None:
    """Add the command to the application."""

    @app.command()
    def audit(
        source_id: Annotated[str, typer.Argument(help="The document, by its key in the table of sources.")],
        package: Package = None,
        format: FormatOption = Format.text,
        fail_on: FailOn = Severity.error,
    ) -> None:
        """Give each figure of one document a verdict, with the evidence. Not for clinical decisions.

        Example: 'cartrials audit review-cart-b-all'.
        """
        from cartrials.audit import UnknownSource
        from cartrials.audit import audit as audit_source

        validation = run(package, None, False, None)
        try:
            audited = audit_source(validation, source_id)
        except UnknownSource as error:
            raise fail(str(error)) from error
        if format is Format.json:
            from cartrials.report.as_json import audit_object

            print(json.dumps(audit_object(audited, fail_on.value), indent=1, ensure_ascii=False))
        else:
            from rich.console import Console

            from cartrials.report.audit_text import print_audit

            print_audit(audited, Console(highlight=False))
        raise typer.Exit(audited.outcome.exit_code(fail_on.value))
