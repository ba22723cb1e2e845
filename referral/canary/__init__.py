"""A ticket of our own making that flies the whole way, so that we know before a child needs it."""
