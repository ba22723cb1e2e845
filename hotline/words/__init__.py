"""Reading Vietnamese as people type it."""
