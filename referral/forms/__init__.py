"""The decree's paper forms: filled from a ticket, finished by a person, kept version by version."""
