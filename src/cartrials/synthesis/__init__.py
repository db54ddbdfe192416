"""Pooling the proportions of a comparison, and refusing to where the figures do not belong together.

Not for clinical decisions.
"""

from cartrials.synthesis.pooling import UnknownTerm, compare
from cartrials.synthesis.result import Comparison

__all__ = ["Comparison", "UnknownTerm", "compare"]
