"""The law and the practice as data: one folder for each jurisdiction, read as files and never as code."""
