"""Scanners, one file a protocol, and what a scanned code means."""
