"""`cartrials export` and `cartrials cite`."""

from __future__ import annotations

import json
import shutil
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cartrials.cli.app import Format, FormatOption, Package, fail


class Form(StrEnum):
    """The form of an export."""

    csv = "csv"
    excel = "excel"
    parquet = "parquet"
    sqlite = "sqlite"
    zip = "zip"


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""

    @app.command()
    def export(
        form: Annotated[Form, typer.Argument(help="csv and parquet make a folder; excel, sqlite and zip one file.")],
        destination: Annotated[Path, typer.Argument(help="The folder or file to make.")],
        package: Package = None,
        force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
    ) -> None:
        """Write the tables in another form, the same bytes each time. Not for clinical decisions.

        Examples: 'cartrials export sqlite evidence.db', 'cartrials export excel evidence.xlsx'.
        """
        from cartrials.export.files import WRITERS
        from cartrials.export.tables import Unlawful, exported_tables
        from cartrials.package.descriptor import Unreadable, locate

        if destination.exists() and not force:
            raise fail(f"{destination} is there already; name another place, or replace it with --force.")
        if not destination.parent.is_dir():
            raise fail(f"{destination.parent} is no folder; make it first.")
        try:
            exported = exported_tables(locate(package))
            with tempfile.TemporaryDirectory(dir=destination.parent, prefix=".export-") as beside:
                made = Path(beside) / destination.name
                WRITERS[form.value](exported, made)
                if destination.is_dir():
                    shutil.rmtree(destination)
                made.replace(destination)
        except (Unreadable, Unlawful) as error:
            raise fail(str(error)) from error
        except ModuleNotFoundError as error:
            raise fail(f"{error.name} is not installed: pip install 'cartrials[export]'") from error
        except OSError as error:
            raise fail(f"{destination}: cannot be written ({error.strerror}).") from error
        print(f"Wrote {destination}: {len(exported.frames)} tables, version {exported.about['version']}.")

    @app.command()
    def cite(
        source_id: Annotated[
            str | None, typer.Argument(help="A source; the data set without one.", show_default=False)
        ] = None,
        format: FormatOption = Format.text,
    ) -> None:
        """Print how to cite the data set of this installation, or one of its sources."""
        from cartrials.dataset import cite as citation
        from cartrials.dataset import data_version

        try:
            said = citation(source_id)
        except KeyError as error:
            raise fail(str(error.args[0])) from error
        if format is Format.json:
            version = data_version()._asdict()
            print(json.dumps({"format_version": 1, "source_id": source_id, "citation": said, **version}, indent=1))
        else:
            print(said)
