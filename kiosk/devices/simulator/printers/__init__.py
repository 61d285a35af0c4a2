"""Simulated printers, one file a protocol."""
