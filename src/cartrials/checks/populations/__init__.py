"""Populations and denominators."""
