"""Simulated scales, one file a protocol."""
