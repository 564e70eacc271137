"""What the sandbox's tests ask, and how they look at films."""

import base64
import io
import time
import wave
from typing import Any

import av
import httpx
import numpy as np
from PIL import Image

TEXT = {"model": "MiniMax-Hailuo-2.3", "prompt": "a quiet sea at noon", "video_length": 1, "resolution": "512P"}


class Asker:
    """A client of one key; `api` is the plain httpx client."""

    def __init__(self, api: httpx.Client) -> None:
        self.api = api

    def create(self, headers: dict[str, str] | None = None, **fields: Any) -> dict[str, Any]:
        body = {name: value for name, value in {**TEXT, **fields}.items() if value is not None}
        return self.api.post("/v1/video_generation", json=body, headers=headers).json()

    def code(self, **fields: Any) -> tuple[int, str]:
        reply = self.create(**fields)["base_resp"]
        return reply["status_code"], reply["status_msg"]

    def state(self, task_id: str, clock: str = "+0") -> dict[str, Any]:
        query = {"task_id": task_id}
        return self.api.get("/v1/query/video_generation", params=query, headers={"Sandbox-Clock": clock}).json()

    def finished(self, task_id: str) -> dict[str, Any]:
        """The reference's query, once the task has ended."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            reply = self.api.get(f"/v1/video_generation/{task_id}").json()
            if reply["status"] in ("Success", "Fail"):
                return reply
            time.sleep(0.05)
        raise AssertionError(f"task {task_id} did not end: {reply}")

    def film(self, **fields: Any) -> list[np.ndarray]:
        """Create, wait, download with no key, decode."""
        done = self.finished(self.create(**fields)["task_id"])
        assert done["status"] == "Success", done
        return decoded(httpx.get(done["video_url"]).content)

    def upload(self, data: bytes, name: str = "a.png", purpose: str = "video_generation_input") -> dict[str, Any]:
        return self.api.post("/v1/files/upload", data={"purpose": purpose}, files={"file": (name, data)}).json()


def decoded(data: bytes) -> list[np.ndarray]:
    with av.open(io.BytesIO(data)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def picture(width: int = 640, height: int = 360, hue: int = 0) -> bytes:
    """A PNG with large soft shapes, so that it survives a video codec; another `hue`, another picture."""
    y, x = np.mgrid[0:height, 0:width]
    waves = [np.sin((x * (i + 1) + y * (3 - i)) / 90 + hue + i) for i in range(3)]
    pixels = np.stack([128 + 90 * wave for wave in waves], axis=-1).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def blank(width: int, height: int) -> bytes:
    """A small PNG file that unpacks to very many pixels."""
    file = io.BytesIO()
    Image.new("1", (width, height)).save(file, "PNG")
    return file.getvalue()


def tone(seconds: float, pitch: float = 220.0, rate: int = 16_000) -> bytes:
    """A WAV of a plain harmonic tone."""
    moment = np.arange(int(seconds * rate)) / rate
    sound = sum(np.sin(2 * np.pi * pitch * n * moment) / n for n in range(1, 6))
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(rate)
        writer.writeframes((sound / np.abs(sound).max() * 20_000).astype("<i2").tobytes())
    return file.getvalue()


def data_url(data: bytes, kind: str = "png") -> str:
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


def psnr(one: np.ndarray, other: np.ndarray) -> float:
    error = np.mean((one.astype(float) - other.astype(float)) ** 2)
    return float(10 * np.log10(255**2 / max(error, 1e-9)))


def colour_distance(one: np.ndarray, other: np.ndarray) -> float:
    """Distance of the mean colours, 0 to 441."""
    return float(np.linalg.norm(one.reshape(-1, 3).mean(0) - other.reshape(-1, 3).mean(0)))


def motion(one: np.ndarray, other: np.ndarray) -> tuple[int, int]:
    """How far the picture moved right and down from one frame to the other: phase correlation, in pixels."""
    a, b = (np.fft.fft2((frame.mean(-1) - frame.mean()) * _window(frame)) for frame in (one, other))
    cross = b * np.conj(a)
    peak = np.abs(np.fft.ifft2(cross / (np.abs(cross) + 1e-6)))
    down, right = np.unravel_index(np.argmax(peak), peak.shape)
    high, wide = peak.shape
    return int(right - wide if right > wide // 2 else right), int(down - high if down > high // 2 else down)


def _window(frame: np.ndarray) -> np.ndarray:
    return np.outer(np.hanning(frame.shape[0]), np.hanning(frame.shape[1]))
