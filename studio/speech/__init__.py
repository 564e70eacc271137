"""Speech at once, long, live, and as a script of many voices."""
