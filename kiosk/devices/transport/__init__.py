"""Ports: the only place where bytes leave the kiosk for a device."""
