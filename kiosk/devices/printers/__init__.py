"""Label printers, one file a protocol."""
