"""A browser without a screen: signs in, reads a page, and talks on its socket as static/js/live.js does."""

import asyncio
import json
import re
import time

import httpx
import websockets

CARD = re.compile(r'data-g="([\w-]+)" data-rev="(\d+)" data-fragment="(\w+)" data-status="(\w+)"')
NOW, LIST = re.compile(r'data-now="([^"]+)"'), re.compile(r'data-list="([^"]*)"')
MORE = re.compile(r'hx-get="(\?before=[^"]+)"')
TELL_EVERY = 30.0
MAIL, PASSWORD = "ada@example.org", "a long enough phrase"


class Browser:
    """One tab on the video room. `arrived` says when each card was first seen done, in epoch seconds."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = httpx.Client(base_url=url, follow_redirects=True, timeout=60)
        self.have: dict[str, list[int | str]] = {}
        self.arrived: dict[str, float] = {}
        self.frames = 0

    def sign_in(self) -> None:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.http.get("/accounts/login/").text)
        assert token
        form = {"login": MAIL, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
        answer = self.http.post("/accounts/login/", data=form, headers={"Origin": self.url, "Referer": self.url})
        assert answer.url.path == "/studio/", answer.url

    def open_page(self, least: int) -> list[str]:
        """Open the video room and scroll until `least` cards are shown; answers their ids."""
        page = self.http.get("/studio/video/").text
        self.now, self.list = NOW.findall(page)[0], LIST.findall(page)[0]
        self.look(page)
        while len(self.have) < least and (more := MORE.search(page)):
            page = self.http.get(f"/studio/video/{more[1]}", headers={"HX-Request": "true"}).text
            self.look(page)
        return list(self.have)

    def look(self, html: str) -> None:
        moment = time.time()
        for name, rev, fragment, status in CARD.findall(html):
            self.have[name] = [int(rev), fragment]
            if status == "done":
                self.arrived.setdefault(name, moment)

    async def listen(self) -> None:
        """Hold the socket open until cancelled."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
        address = f"{self.url.replace('http', 'ws', 1)}/ws/"
        headers = {"Cookie": cookies}
        async with websockets.connect(address, origin=self.url, additional_headers=headers) as socket:  # type: ignore[arg-type]
            telling = asyncio.create_task(self.tell(socket))
            try:
                async for frame in socket:
                    self.frames += 1
                    self.look(str(frame))
            finally:
                telling.cancel()

    async def tell(self, socket: websockets.ClientConnection) -> None:
        while True:
            await socket.send(json.dumps({"have": self.have, "since": self.now, "list": self.list}))
            await asyncio.sleep(TELL_EVERY)
