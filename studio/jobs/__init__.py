"""The runner: drives what was admitted, sweeps what was left, drains when told to stop.

It carries only "please drive number N"; what that means, and the truth about it, lives in the table of the
room that registered the driver (`work.py`). It knows no feature.
"""
