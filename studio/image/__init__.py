"""Pictures from words, with the person of a picture, or as a matrix: several prompts by several models and styles."""
