"""The telephone company, held against the carrier's own description."""
