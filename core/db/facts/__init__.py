"""Rows become the frozen facts that rules decide on; handlers and queries share these readers."""
