"""`cartrials init`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cartrials.cli.app import fail


def register(app: typer.Typer) -> None:
    """Add the command to the application."""

    @app.command()
    def init(
        folder: Annotated[Path, typer.Argument(help="Where to make the package; made if it is not there.")],
        title: Annotated[str, typer.Option(help="What the evidence is about.")] = "Evidence of clinical trials",
    ) -> None:
        """Make a new, empty evidence package that 'cartrials validate' accepts.

        Example: 'cartrials init my-review && cartrials validate my-review'.
        """
        from cartrials.initialise import Occupied, initialise

        try:
            made = initialise(folder, title)
        except (Occupied, OSError) as error:
            raise fail(str(error)) from error
        print(f"Made {made}. Fill the tables in {made.parent / 'data'}, then run: cartrials validate {folder}")
