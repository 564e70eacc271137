"""The least that anybody has who stands on the same stack: what the start of the studio is compared with."""
