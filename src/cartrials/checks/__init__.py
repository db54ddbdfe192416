"""The consistency checks, one family a folder."""
