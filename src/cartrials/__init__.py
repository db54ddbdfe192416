"""Curated CAR-T trial evidence, and the validator that keeps it honest.

`load` gives the tables as typed frames, `cite` their citation and that of each source, `data_version` the version and
content hash. Not for clinical decisions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cartrials.dataset import DataVersion, cite, data_version, resources
    from cartrials.frames import Loader

    load: Loader

__version__ = "0.1.0"

__all__ = ["DataVersion", "__version__", "cite", "data_version", "load", "resources"]


def __getattr__(name: str) -> Any:
    """Import the public names when they are asked for, so that `import cartrials` stays light."""
    if name in __all__:
        import importlib

        return getattr(importlib.import_module("cartrials.dataset"), name)
    raise AttributeError(f"module 'cartrials' has no attribute {name!r}")
