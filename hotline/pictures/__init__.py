"""What came with a text: fetched, kept sealed, opened by few and only by a press."""
