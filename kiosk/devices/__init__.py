"""The machines around the kiosk: scales, thermometers, scanners and label printers, each behind one worker."""
