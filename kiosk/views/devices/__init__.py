"""Pieces of the devices screen and of the set-up of a device."""
