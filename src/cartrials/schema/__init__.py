"""The Table Schemas, and the stage that holds every cell and key against them."""
