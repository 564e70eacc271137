"""Draws films from words and pictures with numpy and Pillow, and writes them as H.264.

Runs in worker processes, so nothing here imports Django. A film is a list of parts (`sheets.Part`) on a
plate larger than the frame; a camera moves a window over the plate. Everything is drawn once, in
planar YUV, and only shifted and pasted per frame: that is what keeps a minute of work in seconds.
"""
