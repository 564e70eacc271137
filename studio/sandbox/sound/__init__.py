"""Speech: espeak-ng's voices shaped into MiniMax's, encoded as a client asked.

Runs in worker processes: nothing here knows Django or HTTP, and the heavy libraries are imported where they are used or
by modules that only workers import.
"""
