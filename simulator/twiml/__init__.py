"""Documents the application answers with, read and checked."""
