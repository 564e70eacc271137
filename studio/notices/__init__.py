"""What the studio tells one person: in the app at once, by mail where there is a mail server.

Every room tells through `actions.announce`. A notice keeps its words as message ids with parameters, so that it reads
in whatever language its reader has.
"""
