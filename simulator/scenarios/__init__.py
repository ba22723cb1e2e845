"""Nights of the hotline as files: who does what, and what must come of it."""
