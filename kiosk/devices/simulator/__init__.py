"""Simulated devices that speak the real protocols on real ports: for demo, training and tests."""
