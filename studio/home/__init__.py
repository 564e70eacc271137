"""The first page: what would you like to make, what is running, what was made."""
