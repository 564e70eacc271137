"""A team's own tools: posted to the address that its owner gave, through the one guarded fetch."""

import json
from typing import Any

from django.conf import settings

from studio.chat.team_models import TeamTool
from studio.chat.tools.base import Answer, Tool, Trouble
from studio.teams.models import Team
from studio.web.safe_fetch import FetchFailed, TooLarge, fetch_bytes

# What is read of an answer, and what of it a model is told.
ANSWER_BYTES, TOLD = 256 * 1024, 20_000
NO_ANSWER = "Done, without an answer."


class OwnTool(Tool):
    def __init__(self, row: TeamTool) -> None:
        self.row = row
        self.name, self.title, self.description, self.asks = row.name, row.name, row.description, row.asks

    def parameters(self, team: Team) -> dict[str, Any]:
        return dict(self.row.parameters)

    def schema(self, team: Team) -> dict[str, Any]:
        return self.parameters(team)

    async def call(self, arguments: dict[str, Any], call_id: str) -> Answer:
        """Ask the address once. Raises Trouble.

        It gets `{"tool", "call", "arguments"}` as JSON, and its answer is text or JSON, of which the model is told the
        first 20,000 characters. 200 to 204 are a success, with an answer or none; redirects are not followed.
        """
        body = json.dumps({"tool": self.row.name, "call": call_id, "arguments": arguments}, ensure_ascii=False).encode()
        headers = {"content-type": "application/json"}
        if self.row.secret:
            headers["authorization"] = f"Bearer {self.row.secret}"
        rules: dict[str, Any] = {"body": body, "headers": headers, "seconds": float(self.row.timeout), "slowest": 0}
        try:
            raw = await fetch_bytes(self.row.url, limit=ANSWER_BYTES, allow_origin=settings.TOOL_ORIGIN, **rules)
        except TooLarge:
            raise Trouble(f"The tool's answer was larger than {ANSWER_BYTES // 1024} KB, so it was not read.") from None
        except FetchFailed as failure:
            raise Trouble(f"The tool could not be asked: {failure.detail or failure.cause}") from None
        text = raw.decode("utf-8", "replace").replace("\0", "")
        if not text.strip():
            return Answer(NO_ANSWER)
        return Answer(text[:TOLD] + ("\n[cut here]" if len(text) > TOLD else ""))
