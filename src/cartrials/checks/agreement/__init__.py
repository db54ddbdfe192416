"""Agreement between places and sources."""
