"""An application written as if there were no simulator, to be run against it unchanged."""
