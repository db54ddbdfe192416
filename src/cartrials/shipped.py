"""Where the schemas and the data set are, in a wheel and in a checkout."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def shipped(name: str) -> Path:
    """Return the folder `name` (`schemas` or `datapackage`) that came with this installation.

    A wheel carries the folders inside the package; an editable install reads them from the checkout.

    Raises:
        FileNotFoundError: the installation carries neither.
    """
    for folder in (PACKAGE / "_shipped" / name, PACKAGE.parents[1] / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"This installation of cartrials lacks its folder '{name}'; install it again.")
