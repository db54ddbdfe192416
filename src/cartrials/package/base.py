"""The package that a change starts from, in a folder or in a git revision."""

from __future__ import annotations

import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from cartrials.package.descriptor import Unreadable, locate


@contextmanager
def descriptor_at(base: str, descriptor: Path) -> Iterator[Path]:
    """Give the descriptor of the package at `base`.

    Parameters:
        base: a folder or descriptor, or else a git revision of the repository that holds `descriptor`.
        descriptor: the descriptor of the changed package.

    Raises:
        Unreadable: `base` is neither, or the package is not in that revision.
    """
    if Path(base).exists():
        yield locate(Path(base))
        return
    if base.startswith("-"):
        raise Unreadable(f"--base {base}: this is neither a folder nor a git revision.")
    folder = descriptor.resolve().parent

    def git(place: Path, *arguments: str) -> bytes:
        try:
            done = subprocess.run(["git", "-C", str(place), *arguments], capture_output=True, check=False)
        except FileNotFoundError as error:
            raise Unreadable(f"--base {base}: git is not installed; name a folder instead.") from error
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip().splitlines()
            why = said[-1] if said else "git refused"
            raise Unreadable(
                f"--base {base}: this is neither a folder nor a git revision that has the package ({why})."
            )
        return done.stdout

    top = Path(git(folder, "rev-parse", "--show-toplevel").decode().rstrip("\n"))
    prefix = git(folder, "rev-parse", "--show-prefix").decode().rstrip("\n")
    archive = git(top, "archive", "--format=tar", f"{base}:{prefix}")
    with tempfile.TemporaryDirectory() as place:
        with tarfile.open(fileobj=BytesIO(archive)) as tar:
            tar.extractall(place, filter="data")
        found = Path(place) / descriptor.name
        if not found.is_file():
            raise Unreadable(f"--base {base}: that revision has no {descriptor.name} here.")
        yield found
