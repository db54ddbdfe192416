"""`cartrials validate`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cartrials.cli.app import FailOn, Format, FormatOption, Package, Severity, fail

if TYPE_CHECKING:
    from cartrials.pipeline import Validation

Base = Annotated[
    str | None,
    typer.Option(
        help="The folder or git revision that a change starts from: only its adjudications count, those that the "
        "change adds are proposed.",
        show_default=False,
    ),
]
AcceptProposed = Annotated[bool, typer.Option(help="Let proposed adjudications count (for maintainers).")]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"],
        help="Make adjudications past their review date errors as of this day.",
        show_default=False,
    ),
]


@contextmanager
def base_package(base: str | None, descriptor: Path) -> Iterator[Path | None]:
    """Give the descriptor of the base: in a folder as it is, of a git revision in a folder that lives as long."""
    from cartrials.package.base import descriptor_at

    if base is None:
        yield None
    else:
        with descriptor_at(base, descriptor) as found:
            yield found


def run(package: Path | None, base: str | None, accept_proposed: bool, as_of: datetime | None) -> Validation:
    """Validate a package with progress on a terminal; end 2 where something cannot be read."""
    from rich.console import Console

    from cartrials.package.descriptor import Unreadable, locate
    from cartrials.pipeline import validate

    progress = Console(stderr=True)
    try:
        descriptor = locate(package)
        with base_package(base, descriptor) as found, progress.status("reading") as status:
            return validate(
                descriptor,
                base=found,
                accept_proposed=accept_proposed,
                as_of=as_of.date() if as_of else None,
                progress=lambda stage: status.update(stage),
            )
    except Unreadable as error:
        raise fail(str(error)) from error


def register(app: typer.Typer) -> None:
    """Add the command to the application."""

    @app.command()
    def validate(
        package: Package = None,
        format: FormatOption = Format.text,
        fail_on: FailOn = Severity.error,
        new_only: Annotated[bool, typer.Option("--new-only", help="Leave known findings out of the text.")] = False,
        base: Base = None,
        accept_proposed: AcceptProposed = False,
        as_of: AsOf = None,
    ) -> None:
        """Run every check over a package. Not for clinical decisions.

        Examples: 'cartrials validate', 'cartrials validate my-review --fail-on warning',
        'cartrials validate --format json | jq .summary'.
        """
        validation = run(package, base, accept_proposed, as_of)
        if format is Format.json:
            from cartrials.report.as_json import outcome_object

            print(json.dumps(outcome_object(validation.outcome, fail_on.value), indent=1, ensure_ascii=False))
        else:
            from rich.console import Console

            from cartrials.report.text import print_outcome

            print_outcome(validation.outcome, Console(highlight=False), known=not new_only)
        raise typer.Exit(validation.outcome.exit_code(fail_on.value))
