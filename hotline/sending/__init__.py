"""The one door out: what is to leave, how it leaves, and what became of it."""
