"""Defects to plant in the simulator, by the part of it they spoil."""
