"""Models run in memory and in simulated time."""
