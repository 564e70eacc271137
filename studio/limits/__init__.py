"""Models and limits: what MiniMax offers, for how much and how often, and embeddings to try.

Everything on the page is the catalogue's; nothing is written here.
"""
