"""Who answers a caller: people are rung, and brought together with the caller in a room."""
