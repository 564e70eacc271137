# /// script
# requires-python = ">=3.11"
# dependencies = ["langchain-community==0.4.2", "httpx==0.28.1", "requests", "pyjwt"]
# [tool.uv]
# exclude-newer = "2026-11-24T00:00:00Z"
# ///
"""LangChain's MiniMax chat and embeddings, as the reference shows them."""

import sys

from langchain_community.chat_models import MiniMaxChat
from langchain_community.embeddings import MiniMaxEmbeddings
from langchain_core.messages import HumanMessage, SystemMessage
from pydantic import BaseModel, Field

root, key = sys.argv[1:]


def chat(**more: object) -> MiniMaxChat:
    return MiniMaxChat(
        minimax_api_key=key,
        minimax_api_host=f"{root}/v1/text/chatcompletion_v2",
        **more,
    )


class GetWeather(BaseModel):
    """Get the current weather in a given location"""

    location: str = Field(description="The city")


reply = chat(model="MiniMax-M2.1").invoke([SystemMessage("You are terse."), HumanMessage("What is 12 times 12?")])
assert "144" in reply.content
assert chat().invoke([HumanMessage("What is 3 plus 4?")]).content.startswith("3 + 4 = 7"), "its default model"

pieces = [
    piece.content for piece in chat(model="MiniMax-M2.1").stream([HumanMessage("Tell a story in three sentences.")])
]
assert len(pieces) > 3
assert "".join(pieces).count(".") >= 3

with_tools = chat(model="MiniMax-M2.1").bind_tools([GetWeather])
[call] = with_tools.invoke("What's the weather in Beijing?").tool_calls
assert (call["name"], call["args"]) == ("GetWeather", {"location": "Beijing"})

embeddings = MiniMaxEmbeddings(minimax_api_key=key, minimax_group_id="1234567890", endpoint_url=f"{root}/v1/embeddings")
assert len(embeddings.embed_query("Hello, world!")) == 1536
assert len(embeddings.embed_documents(["one", "two"])) == 2
try:
    MiniMaxChat(minimax_api_key="sk-api-wrongwrongwrong", minimax_api_host=f"{root}/v1/text/chatcompletion_v2").invoke(
        [HumanMessage("x")]
    )
except Exception as refused:
    assert "Invalid API Key" in str(refused), refused
    print("accepted")
