"""What is being made: one table, one state machine, one history, for every kind.

The row is the truth. `models.move` is its only writer of `state`; what differs per kind lives in that kind's
recipe, and no kind is named here.
"""
