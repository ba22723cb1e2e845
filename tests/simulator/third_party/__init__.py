"""An application by somebody who never heard of the simulator."""
