"""Cost exports in FOCUS as files, read as Arrow."""
