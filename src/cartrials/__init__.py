"""Curated CAR-T trial evidence, and the validator that keeps it honest.

Not for clinical decisions.
"""

__version__ = "0.1.0"

__all__ = ["__version__"]
