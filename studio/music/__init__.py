"""Songs from a description and lyrics, instrumentals, covers; and lyrics that the model writes or changes."""
