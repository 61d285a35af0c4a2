"""The composition root of the touch application: the only place that knows every part of a kiosk."""
