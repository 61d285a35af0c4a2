"""The parts of the lot screen."""
