"""Conferences: rooms in which several legs talk, are muted, held, coached and told apart."""
