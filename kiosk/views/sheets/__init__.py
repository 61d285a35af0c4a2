"""Sheets that several screens open: typed numbers, notes and reasons, a question to confirm."""
