"""Servers that come with the packages, so that one machine needs nothing else installed."""
