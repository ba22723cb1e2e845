"""The carrier's own client, in the versions people use, drives the simulator."""
