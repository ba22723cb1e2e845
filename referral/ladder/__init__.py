"""Waking people until a human answers."""
