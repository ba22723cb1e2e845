"""Callers who wait for a person, the people who are rung for them, and the rooms they talk in."""
