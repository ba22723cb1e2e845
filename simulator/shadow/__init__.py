"""One scenario at the simulator and at an account: what goes over the wire is held together."""
