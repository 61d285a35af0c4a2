"""Work on the whole plant: founding, and later backup, restore and seals."""
