"""Who of the line is on duty."""
