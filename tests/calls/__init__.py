"""Callers wait, people are rung, and both talk in a room."""
