"""Public links: one asset or one project, shown to whoever has its address, and nothing besides.

Off until an owner of the team allows them. A stranger is shown copies with a mark of origin, and is told nothing of the
team, its people, its prompts and its prices. This room knows what is kept, and not how anything was made.
"""
