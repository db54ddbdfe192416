"""`cartrials adjudicate`."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from cartrials.cli.app import Package, fail
from cartrials.cli.validate import run


def register(app: typer.Typer) -> None:
    """Add the command to the application."""

    @app.command()
    def adjudicate(
        fingerprint: Annotated[
            str,
            typer.Argument(help="The fingerprint of the finding (JSON), or CODE:KEY, such as CNT001:row-key."),
        ],
        verdict: Annotated[
            str,
            typer.Option(help="source_error, accepted_difference, false_positive or superseded.", prompt=True),
        ],
        reason: Annotated[str, typer.Option(help="Why, in a sentence or two.", prompt=True)],
        package: Package = None,
        evidence: Annotated[str, typer.Option(help="The source that the decision rests on.")] = "",
        by: Annotated[str, typer.Option(help="Who decides.", prompt="Decided by")] = "cartrials maintainers",
        review_by: Annotated[str, typer.Option(help="When to look at it again, as YYYY-MM-DD.")] = "",
    ) -> None:
        """Record a decision about one new finding, so that it becomes known.

        The row is added to the package's adjudication table; validate again to see it count.
        """
        from cartrials.decide import Undecidable, decide, find

        validation = run(package, None, False, None)
        try:
            finding = find(validation, fingerprint)
            key, file = decide(
                validation,
                finding,
                verdict=verdict,
                reason=reason,
                evidence_source_id=evidence,
                decided_by=by,
                decided_on=date.today().isoformat(),
                review_by=review_by,
            )
        except Undecidable as error:
            raise fail(str(error)) from error
        print(f"{file}: added {key}: {finding.code} on {finding.subject} is {verdict}.")
