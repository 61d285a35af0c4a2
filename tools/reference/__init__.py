"""The reference pages of docs/reference, written from the code; see `python -m tools.reference`."""
