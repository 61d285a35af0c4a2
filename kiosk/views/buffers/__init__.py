"""The parts of the buffer screen: the rows of buffers, the lots to be moved, the cargo and its verdict."""
