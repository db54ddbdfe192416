"""Intervals and p-values."""
