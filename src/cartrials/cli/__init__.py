"""The command line."""

from cartrials.cli.app import main

__all__ = ["main"]
