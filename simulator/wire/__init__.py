"""How requests leave the network: signed, retried, spoiled where a fault is ordered."""
