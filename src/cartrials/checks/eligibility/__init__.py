"""Eligibility of trials for the comparisons they are placed in."""
