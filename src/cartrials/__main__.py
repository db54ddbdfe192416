"""`python -m cartrials`."""

from cartrials.cli import main

main()
