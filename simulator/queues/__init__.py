"""Waiting lines: Enqueue, Leave, and the Dial that fetches whoever waits longest."""
