"""Finding a ticket by what is known of it, although everything that was said is sealed."""
