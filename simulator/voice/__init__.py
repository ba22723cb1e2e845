"""Calls: legs, their programs, and what verbs do."""
