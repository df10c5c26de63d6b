"""What every surface draws alike: cells, spreadsheets, and text made harmless."""
