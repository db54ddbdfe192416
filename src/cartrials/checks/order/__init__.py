"""Order and nesting of responses and grades."""
