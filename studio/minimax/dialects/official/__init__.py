"""The live service's own paths and fields (official.md)."""
