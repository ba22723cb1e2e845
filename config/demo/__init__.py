"""A line to try out: people, agencies, contacts and a story, all invented."""
