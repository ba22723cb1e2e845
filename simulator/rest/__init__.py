"""The REST API as the carrier speaks it."""
