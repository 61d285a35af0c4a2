"""Simulated thermometers, one file a protocol."""
