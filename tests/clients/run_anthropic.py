# /// script
# requires-python = ">=3.11"
# dependencies = ["anthropic==2.12.0"]
# [tool.uv]
# exclude-newer = "2026-11-24T00:00:00Z"
# ///
"""The Anthropic SDK: messages, their stream in order, tools, errors."""

import sys

import anthropic

root, key = sys.argv[1:]
client = anthropic.Anthropic(api_key=key, base_url=f"{root}/anthropic", max_retries=0)
MODEL = "MiniMax-M2.1"
WEATHER = {
    "name": "get_weather",
    "description": "Get the current weather of a city.",
    "input_schema": {"type": "object", "properties": {"location": {"type": "string"}}, "required": ["location"]},
}


def user(content: object) -> dict:
    return {"role": "user", "content": content}


reply = client.messages.create(
    model=MODEL,
    max_tokens=300,
    system="You are terse.",
    messages=[user([{"type": "text", "text": "What is 12 times 12?"}])],
)
assert [block.type for block in reply.content] == ["thinking", "text"]
assert "144" in reply.content[-1].text
assert (reply.stop_reason, reply.usage.input_tokens > 0) == ("end_turn", True)

with client.messages.stream(model=MODEL, max_tokens=300, messages=[user("Tell a story in three sentences.")]) as stream:
    text = "".join(stream.text_stream)
    final = stream.get_final_message()
assert final.content[-1].text == text
assert text.count(".") >= 3
assert final.usage.output_tokens > 0

question = user("Weather in Beijing? Use the tool.")
with client.messages.stream(model=MODEL, max_tokens=500, messages=[question], tools=[WEATHER]) as stream:
    final = stream.get_final_message()
used = final.content[-1]
assert (used.type, used.input, final.stop_reason) == ("tool_use", {"location": "Beijing"}, "tool_use")
result = user([{"type": "tool_result", "tool_use_id": used.id, "content": "heavy rain"}])
turns = [question, {"role": "assistant", "content": final.content}, result]
reply = client.messages.create(model=MODEL, max_tokens=500, messages=turns, tools=[WEATHER])
assert "heavy rain" in reply.content[-1].text

assert client.messages.count_tokens(model=MODEL, messages=[user("Hello")]).input_tokens > 0

try:
    client.messages.create(model=MODEL, max_tokens=50, messages=[])
except anthropic.BadRequestError:
    pass
else:
    raise AssertionError("no messages were taken")
stranger = anthropic.Anthropic(api_key="sk-api-wrongwrongwrong", base_url=f"{root}/anthropic", max_retries=0)
try:
    stranger.messages.create(model=MODEL, max_tokens=50, messages=[user("Hi")])
except anthropic.AuthenticationError:
    print("accepted")
