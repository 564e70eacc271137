"""What both dialects say alike, above all how replies are read: they are the union of both."""
