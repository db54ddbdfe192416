"""Reading a data package: its descriptor, its files, and the stage that judges their structure."""
