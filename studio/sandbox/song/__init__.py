"""Music: a song composed from the words of a prompt and lyrics, played and sung by numpy and espeak-ng, and lyrics.

Runs in worker processes: nothing here knows Django or HTTP. A song is written first, whole, as notes (`score`), then
played block by block (`stage`), so that the first sound is there long before the last.
"""
