"""The plant's vocabulary as frozen values: no I/O, nothing that changes."""
