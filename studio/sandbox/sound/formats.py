"""The audio formats of official.md 4.1 and what each can hold. Light: the web process imports it."""

from dataclasses import dataclass, replace

FORMATS = ("mp3", "pcm", "flac", "wav", "pcmu_raw", "pcmu_wav", "opus")
RATES = (8000, 16000, 22050, 24000, 32000, 44100, 48000)
BITRATES = (32000, 64000, 128000, 256000, 320000)
OPUS_RATES = (8000, 12000, 16000, 24000, 48000)
MP3_LIMITS = ((32000, 320000), (16000, 160000), (0, 64000))  # MPEG-1, -2 and -2.5: from this rate, at most this bitrate
OPUS_BITRATE = 64_000
MIMES = {"mp3": "audio/mpeg", "pcm": "audio/pcm", "flac": "audio/flac", "wav": "audio/wav", "pcmu_raw": "audio/basic",
         "pcmu_wav": "audio/wav", "opus": "audio/ogg"}  # fmt: skip
EXTENSIONS = {"mp3": "mp3", "pcm": "pcm", "flac": "flac", "wav": "wav", "pcmu_raw": "pcm", "pcmu_wav": "wav",
              "opus": "opus"}  # fmt: skip


@dataclass(frozen=True)
class AudioFormat:
    """`rate`: samples a second. `bitrate`: of mp3, bits a second. `channels`: 1 or 2. Defaults of official.md 4.1."""

    format: str = "mp3"
    rate: int = 32000
    bitrate: int = 128000
    channels: int = 1

    def possible(self) -> "AudioFormat":
        """What the format can hold of it: mu-law is 8 kHz, Opus has five rates, a low-rate mp3 has low bitrates."""
        if self.format in ("pcmu_raw", "pcmu_wav"):
            return replace(self, rate=8000, bitrate=64000 * self.channels)
        if self.format == "opus":
            rate = next(rate for rate in OPUS_RATES if rate >= self.rate)
            return replace(self, rate=rate, bitrate=OPUS_BITRATE * self.channels)
        if self.format == "mp3":
            return replace(
                self, bitrate=min(self.bitrate, next(most for rate, most in MP3_LIMITS if self.rate >= rate))
            )
        return replace(self, bitrate=self.rate * 16 * self.channels)


@dataclass(frozen=True)
class AudioInfo:
    """What `extra_info` says of the whole: milliseconds, bytes, bits a second."""

    audio_length: int
    audio_size: int
    bitrate: int
    audio_sample_rate: int
    audio_format: str
    audio_channel: int
