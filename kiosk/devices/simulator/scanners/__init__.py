"""Simulated scanners, one file a protocol."""
