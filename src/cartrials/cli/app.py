"""The commands and what they share. Anything that needs pandas is imported inside the command that needs it."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cartrials import __version__

DISCLAIMER = "Not for clinical decisions."
app = typer.Typer(
    name="cartrials",
    help=f"Check evidence tables of clinical trials against themselves and their sources. {DISCLAIMER}",
    epilog="Exit codes: 0 clean or only known findings; 1 new findings; 2 usage, or input that cannot be read; "
    "3 a check crashed.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Severity(StrEnum):
    """The severity from which on new findings make a run fail."""

    error = "error"
    warning = "warning"
    info = "info"


class Format(StrEnum):
    """How a result is printed."""

    text = "text"
    json = "json"


Package = Annotated[
    Path | None,
    typer.Argument(
        help="A datapackage.json or its folder. Default: ./datapackage/datapackage.json, else the data of this "
        "installation.",
        show_default=False,
    ),
]
FailOn = Annotated[Severity, typer.Option(help="End 1 where a new finding is at least this severe.")]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print the result.")]


def fail(message: str) -> typer.Exit:
    """Print a message to standard error and return the exit with code 2."""
    print(f"cartrials: {message}", file=sys.stderr)
    return typer.Exit(2)


def _version(asked: bool) -> None:
    if asked:
        print(f"cartrials {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line."""
    from cartrials.cli import adjudicate, audit, checks, compare, export, init, validate

    for module in (validate, audit, checks, adjudicate, compare, export, init):
        module.register(app)
    try:
        app()
    except BrokenPipeError:
        # The reader of a pipe has seen enough; nothing more can be said to it.
        sys.stderr.close()
        sys.exit(0)
