"""Messages: how they go out, come in, and are counted."""
