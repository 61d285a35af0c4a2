"""Scales, one file a protocol."""
