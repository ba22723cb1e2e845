"""What a call left on tape: fetched, kept sealed, heard by few, and forgotten in time."""
