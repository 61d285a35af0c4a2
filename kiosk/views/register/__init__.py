"""The parts of the register screen: panels, pages and what became of a registration."""
