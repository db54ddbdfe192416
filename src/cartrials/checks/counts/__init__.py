"""Counts and percentages."""
