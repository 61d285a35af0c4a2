"""Thermometers, one file a protocol."""
