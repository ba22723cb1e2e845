"""From a fresh checkout to a running system, with the standard library alone up to the demo."""
