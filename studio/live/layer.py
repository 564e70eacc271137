"""The channel layer of one process."""

import time

from channels.layers import InMemoryChannelLayer


class MemoryLayer(InMemoryChannelLayer):  # type: ignore[misc]
    """Channels' own, which looks at every group and queue of everybody for each message: here once a second."""

    def __init__(self, **config: object) -> None:
        super().__init__(**config)
        self._cleaned_at = 0.0

    def _clean_expired(self) -> None:
        now = time.monotonic()
        if now - self._cleaned_at >= 1:
            self._cleaned_at = now
            super()._clean_expired()
