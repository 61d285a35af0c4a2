"""The touch kiosk: screens, devices and command line over the core."""
