# /// script
# requires-python = ">=3.11"
# dependencies = ["openai==3.54.0"]
# [tool.uv]
# exclude-newer = "2026-11-24T00:00:00Z"
# ///
"""The OpenAI SDK, as the reference shows it: chat, streams, tools, errors, models."""

import json
import sys

import openai

root, key = sys.argv[1:]
client = openai.OpenAI(api_key=key, base_url=f"{root}/v1", max_retries=0)
MODEL = "MiniMax-M2.1"
WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Get the current weather of a city.",
        "parameters": {
            "type": "object",
            "properties": {
                "location": {"type": "string"},
                "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]},
            },
            "required": ["location"],
        },
    },
}


def user(text: str) -> dict:
    return {"role": "user", "content": text}


reply = client.chat.completions.create(
    model=MODEL,
    messages=[{"role": "system", "content": "You are a helpful assistant."}, user("What is 12 times 12?")],
    temperature=0.7,
    max_tokens=1000,
)
assert "144" in reply.choices[0].message.content
assert reply.choices[0].finish_reason == "stop"
assert reply.usage.total_tokens == reply.usage.prompt_tokens + reply.usage.completion_tokens

asked = {"model": MODEL, "messages": [user("Tell me a short story in three sentences.")], "stream": True}
ids, text = set(), ""
for chunk in client.chat.completions.create(**asked, stream_options={"include_usage": True}):
    ids.add(chunk.id)
    for choice in chunk.choices:
        assert choice.delta.role in (None, "assistant")
        text += choice.delta.content or ""
assert len(ids) == 1
assert text.count(".") >= 3
assert chunk.usage.completion_tokens > 0

question = user("What's the weather in Beijing? Use the tool.")
reply = client.chat.completions.create(model=MODEL, messages=[question], tools=[WEATHER])
call = reply.choices[0].message.tool_calls[0]
assert json.loads(call.function.arguments) == {"location": "Beijing"}
answered = {"role": "tool", "tool_call_id": call.id, "content": '{"sky": "clear"}'}
reply = client.chat.completions.create(
    model=MODEL, messages=[question, reply.choices[0].message, answered], tools=[WEATHER]
)
assert "clear" in reply.choices[0].message.content

with client.chat.completions.stream(model=MODEL, messages=[user("Weather in Paris?")], tools=[WEATHER]) as stream:
    final = stream.get_final_completion()
assert json.loads(final.choices[0].message.tool_calls[0].function.arguments) == {"location": "Paris"}

assert MODEL in [model.id for model in client.models.list()]

for wrong, error in (
    ({"messages": []}, openai.BadRequestError),
    ({"model": "gpt-4"}, (openai.BadRequestError, openai.NotFoundError)),
):
    try:
        client.chat.completions.create(**{"model": MODEL, "messages": [user("Hi")], **wrong})
    except error as refused:
        assert refused.body["type"]
    else:
        raise AssertionError(f"{wrong} was taken")
try:
    openai.OpenAI(api_key="sk-api-wrongwrongwrong", base_url=f"{root}/v1").models.list()
except openai.AuthenticationError:
    print("accepted")
