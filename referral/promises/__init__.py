"""Promises with a time: what the law and the house ask of whom, and by when."""
