"""Attempts out of the product: as CSV for a spreadsheet, as xAPI statements for a learning record store."""
