"""Several reports of one child are one ticket; of two children, two."""
