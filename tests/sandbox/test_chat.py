"""Chat on its three surfaces, embeddings, and the list of models."""

import base64
import json

import httpx
import pytest

from tests.sandbox.asking import Asker, data_url, picture

NATIVE, OPENAI, ANTHROPIC = "/v1/text/chatcompletion_v2", "/v1/chat/completions", "/anthropic/v1/messages"
WEATHER = {"type": "object", "properties": {"location": {"type": "string"}}, "required": ["location"]}
TOOL = {"type": "function", "function": {"name": "get_weather", "description": "Weather", "parameters": WEATHER}}


def body(text: str = "What is 6 times 7?", **fields) -> dict:
    return {"model": "MiniMax-M2.1", "messages": [{"role": "user", "content": text}], **fields}


def frames(ask: Asker, path: str, **fields) -> list[dict]:
    """The stream's frames; `[DONE]` as an empty one."""
    found = []
    with ask.api.stream("POST", path, json=body(**{"stream": True, **fields})) as reply:
        assert reply.headers["content-type"].startswith("text/event-stream")
        for line in reply.iter_lines():
            if line.startswith("data:"):
                found.append({} if line == "data: [DONE]" else json.loads(line[5:]))
    return found


@pytest.mark.parametrize("path", [NATIVE, OPENAI])
def test_it_replies_with_every_documented_field(ask: Asker, path: str) -> None:
    reply = ask.api.post(path, json=body(max_tokens=1024, temperature=0.7, top_p=0.9)).json()
    choice = reply["choices"][0]
    assert (reply["object"], reply["model"], choice["index"], choice["finish_reason"]) == (
        "chat.completion",
        "MiniMax-M2.1",
        0,
        "stop",
    )
    assert choice["message"]["role"] == "assistant"
    assert choice["message"]["content"].startswith("<think>\n")
    assert "6 × 7 = 42." in choice["message"]["content"]
    usage = reply["usage"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
    assert 0 < usage["completion_tokens_details"]["reasoning_tokens"] < usage["completion_tokens"]
    assert reply["base_resp"] == {"status_code": 0, "status_msg": "success"}
    assert reply["input_sensitive"] is False


@pytest.mark.parametrize("path", [NATIVE, OPENAI])
def test_it_sets_reasoning_apart_when_asked(ask: Asker, path: str) -> None:
    message = ask.api.post(path, json=body(reasoning_split=True)).json()["choices"][0]["message"]
    assert message["content"].startswith("6 × 7 = 42.")
    assert "42" in message["reasoning_content"]
    assert message["reasoning_details"][0]["text"] == message["reasoning_content"]


def test_its_native_stream_ends_with_the_whole(ask: Asker) -> None:
    *chunks, last = frames(ask, NATIVE)
    text = "".join(chunk["choices"][0]["delta"]["content"] for chunk in chunks)
    assert all(chunk["object"] == "chat.completion.chunk" for chunk in chunks)
    assert {chunk["id"] for chunk in chunks} == {last["id"]}
    assert [chunk["choices"][0].get("finish_reason") for chunk in chunks][-2:] == [None, "stop"]
    assert last["object"] == "chat.completion"
    assert "delta" not in last["choices"][0]
    assert last["choices"][0]["message"]["content"] == text
    assert last["usage"]["total_tokens"] > 0
    assert last["base_resp"]["status_code"] == 0


def test_its_openai_stream_ends_with_an_empty_delta_usage_and_done(ask: Asker) -> None:
    *chunks, finish, usage, done = frames(ask, OPENAI, stream_options={"include_usage": True})
    assert done == {}
    assert usage["choices"] == []
    assert usage["usage"]["completion_tokens"] > 0
    assert finish["choices"][0]["finish_reason"] == "stop"
    assert {chunk["choices"][0]["delta"]["role"] for chunk in chunks} == {"assistant"}
    assert all(chunk["usage"] is None for chunk in chunks)
    assert frames(ask, OPENAI)[-2]["choices"][0]["finish_reason"] == "stop"


@pytest.mark.parametrize("path", [NATIVE, OPENAI])
@pytest.mark.parametrize("as_text", [False, True])
def test_it_calls_tools_and_takes_their_answers(ask: Asker, path: str, as_text: bool) -> None:
    schema = json.dumps(WEATHER) if as_text else WEATHER
    tool = {"type": "function", "function": {**TOOL["function"], "parameters": schema}}
    asked = {"role": "user", "content": "What's the weather in Beijing?"}
    first = ask.api.post(path, json={"model": "MiniMax-M2", "messages": [asked], "tools": [tool]}).json()["choices"][0]
    [call] = first["message"]["tool_calls"]
    assert first["finish_reason"] == "tool_calls"
    assert call["id"].startswith("call_function_")
    assert json.loads(call["function"]["arguments"]) == {"location": "Beijing"}
    said = {"role": "assistant", "content": first["message"]["content"], "tool_calls": [call]}
    answered = {"role": "tool", "tool_call_id": call["id"], "content": '{"sky": "clear"}'}
    second = {"model": "MiniMax-M2", "messages": [asked, said, answered], "tools": [tool]}
    assert "sky clear" in ask.api.post(path, json=second).json()["choices"][0]["message"]["content"]


def test_it_streams_tool_calls(ask: Asker) -> None:
    chunks = frames(ask, OPENAI, text="Weather in Paris?", tools=[TOOL])
    calls = [call for chunk in chunks if chunk for c in chunk["choices"] for call in c["delta"].get("tool_calls", [])]
    assert json.loads(calls[0]["function"]["arguments"]) == {"location": "Paris"}
    assert chunks[-2]["choices"][0]["finish_reason"] == "tool_calls"


def test_it_stops_at_the_asked_length(ask: Asker) -> None:
    for field in ("max_tokens", "max_completion_tokens"):
        reply = ask.api.post(OPENAI, json=body("Write a story of 300 words.", **{field: 40})).json()
        assert reply["choices"][0]["finish_reason"] == "length"
        assert reply["usage"]["completion_tokens"] == 40


def test_it_gives_cold_requests_the_same_words_and_warm_ones_their_own(ask: Asker) -> None:
    def tell(temperature: float) -> str:
        asked = body("Tell a story in nine sentences.", temperature=temperature)
        return ask.api.post(OPENAI, json=asked).json()["choices"][0]["message"]["content"]

    assert tell(0) == tell(0)
    assert len({tell(1) for _ in range(4)}) > 1


def test_it_sees_pictures_only_where_the_model_does(ask: Asker) -> None:
    parts = [
        {"type": "text", "text": "What is this?"},
        {"type": "image_url", "image_url": {"url": data_url(picture())}},
    ]
    asked = {"model": "MiniMax-M3", "messages": [{"role": "user", "content": parts}]}
    assert "640 by 360" in ask.api.post(OPENAI, json=asked).json()["choices"][0]["message"]["content"]
    refused = ask.api.post(OPENAI, json={**asked, "model": "MiniMax-M2.1"})
    assert refused.status_code == 400
    assert "takes no image" in refused.json()["error"]["message"]


def test_it_thinks_as_the_model_does(ask: Asker) -> None:
    def thinks(model: str, **fields) -> bool:
        reply = ask.api.post(OPENAI, json={**body(), "model": model, "reasoning_split": True, **fields}).json()
        return "reasoning_content" in reply["choices"][0]["message"]

    assert thinks("MiniMax-M2")
    assert not thinks("MiniMax-Text-01")
    assert thinks("MiniMax-M3")
    assert not thinks("MiniMax-M3", thinking={"type": "disabled"})


def test_it_thinks_longer_with_more_effort(ask: Asker) -> None:
    def thoughts(effort: str) -> int:
        asked = {**body(), "model": "MiniMax-M3.1-Flash", "reasoning_effort": effort}
        return ask.api.post(OPENAI, json=asked).json()["usage"]["completion_tokens_details"]["reasoning_tokens"]

    assert 0 < thoughts("low") < thoughts("max")


REFUSED = [
    ({"model": "gpt-4"}, "unknown model 'gpt-4'"),
    ({"model": ["a"]}, "unknown model"),
    ({"messages": []}, "messages"),
    ({"messages": [{"role": "system", "content": "be brief"}]}, "nothing to reply to"),
    ({"messages": [{"role": "wizard", "content": "x"}]}, "role"),
    ({"messages": [{"role": {}, "content": "x"}]}, "role"),
    ({"messages": [{"role": "user", "content": 7}]}, "content"),
    ({"messages": [{"role": "user", "content": "x"}, {"role": "tool", "tool_call_id": "n", "content": "y"}]},
     "not found"),
    ({"temperature": 2.1}, "temperature"),
    ({"temperature": "hot"}, "temperature"),
    ({"top_p": -0.1}, "top_p"),
    ({"max_tokens": 0}, "max_tokens"),
    ({"max_tokens": 10**9}, "max_tokens"),
    ({"n": 2}, "n: only 1"),
    ({"stream": "yes"}, "stream"),
    ({"service_tier": "gold"}, "service_tier"),
    ({"tools": [{"type": "function"}]}, "tools[0]"),
    ({"tools": [{"type": "function", "function": {"name": "a b"}}]}, "name"),
    ({"tools": [{"type": "function", "function": {"name": "f", "parameters": "{"}}]}, "parameters"),
    ({"tool_choice": "required"}, "tool_choice"),
    ({"response_format": {"type": "json_schema", "json_schema": {"schema": {}}}}, "response_format"),
    ({"thinking": {"type": "disabled"}}, "only MiniMax-M3"),
    ({"reasoning_effort": "low"}, "reasoning_effort"),
    ({"function_call": "auto"}, "function_call"),
    ({"messages": [{"role": "user", "content": "a " * 500_000}]}, "context window"),
    (
        {"messages": [{"role": "assistant", "tool_calls": [{"id": "a", "function": {"name": "f", "arguments": "{"}}]}]},
        "invalid function arguments json string",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "named"), REFUSED, ids=[named for _, named in REFUSED])
def test_it_refuses_in_the_style_of_each_surface(ask: Asker, fields: dict, named: str) -> None:
    native, openai = (ask.api.post(path, json={**body(), **fields}) for path in (NATIVE, OPENAI))
    assert native.status_code == 200
    assert native.json()["base_resp"]["status_code"] == 2013
    assert named in native.json()["base_resp"]["status_msg"]
    assert openai.status_code == 400
    error = openai.json()["error"]
    assert (error["type"], error["http_code"]) == ("bad_request_error", "400")
    assert named in error["message"]
    assert error["message"].endswith("(2013)")


def test_its_native_path_takes_no_temperature_above_one(ask: Asker) -> None:
    assert ask.api.post(NATIVE, json=body(temperature=1.5)).json()["base_resp"]["status_code"] == 2013
    assert ask.api.post(OPENAI, json=body(temperature=1.5)).status_code == 200


def test_it_refuses_keys_with_each_surfaces_error(sandbox_root: str) -> None:
    wrong = {"Authorization": "Bearer sk-api-wrongwrong"}
    openai = httpx.post(sandbox_root + OPENAI, json=body(), headers=wrong)
    assert (openai.status_code, openai.json()["error"]["type"]) == (401, "authorized_error")
    anthropic = httpx.post(sandbox_root + ANTHROPIC, json=body(), headers={"x-api-key": "nonsense"})
    assert (anthropic.status_code, anthropic.json()["error"]["type"]) == (401, "authentication_error")
    native = httpx.post(sandbox_root + NATIVE, json=body(), headers=wrong)
    assert native.json()["base_resp"]["status_msg"] == "invalid api key"


@pytest.mark.parametrize(("what", "status", "kind"), [
    ("refuse", 422, "unprocessable_entity_error"),
    ("throttle", 429, "rate_limit_error"),
    ("balance", 402, "insufficient_balance_error"),
    ("1001", 529, "overloaded_error"),
    ("500", 500, "server_error"),
    ("fail", 422, "unprocessable_entity_error"),
    ("lost", 500, "server_error"),
])  # fmt: skip
def test_it_meets_misfortune_to_order(ask: Asker, what: str, status: int, kind: str) -> None:
    reply = ask.api.post(OPENAI, json=body(f"hello sandbox:{what}"))
    assert (reply.status_code, reply.json()["error"]["type"]) == (status, kind)
    assert ("Retry-After" in reply.headers) == (status == 429)


def test_it_breaks_a_stream_to_order(ask: Asker) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        frames(ask, OPENAI, text="Write a story of 200 words. sandbox:short")


# Anthropic's shape


def message(ask: Asker, text: object = "What is 6 times 7?", **fields) -> httpx.Response:
    asked = {"model": "MiniMax-M2.1", "max_tokens": 300, "messages": [{"role": "user", "content": text}], **fields}
    headers = {"x-api-key": ask.api.headers["Authorization"].removeprefix("Bearer "), "Authorization": ""}
    return ask.api.post(ANTHROPIC, json=asked, headers=headers)


def test_it_answers_messages_in_blocks(ask: Asker) -> None:
    reply = message(ask, [{"type": "text", "text": "What is 6 times 7?"}], system="You are terse.").json()
    thinking, text = reply["content"]
    assert (reply["type"], reply["role"], reply["stop_reason"]) == ("message", "assistant", "end_turn")
    assert len(thinking["signature"]) == 64
    assert text == {"type": "text", "text": "6 × 7 = 42."}
    assert reply["usage"]["input_tokens"] > 0


def test_it_streams_messages_as_named_events_in_order(ask: Asker) -> None:
    lines = message(ask, stream=True).text.split("\n\n")
    events = [(block.split("\n")[0][7:], json.loads(block.split("\n")[1][6:])) for block in lines if block]
    names = [name for name, _ in events]
    assert names[:3] == ["message_start", "ping", "content_block_start"]
    assert names[-2:] == ["message_delta", "message_stop"]
    assert all(name == event["type"] for name, event in events)
    text = "".join(event["delta"].get("text", "") for name, event in events if name == "content_block_delta")
    assert text.startswith("6 × 7 = 42.")
    assert names.count("content_block_start") == names.count("content_block_stop") == 2
    assert "signature_delta" in {event["delta"]["type"] for name, event in events if name == "content_block_delta"}


def test_it_uses_tools_in_messages(ask: Asker) -> None:
    tools = [{"name": "get_weather", "description": "Weather of a city", "input_schema": WEATHER}]
    asked = {"role": "user", "content": "Weather in Beijing? Use the tool."}
    reply = message(ask, tools=tools, messages=[asked], tool_choice={"type": "auto"}).json()
    used = reply["content"][-1]
    assert (reply["stop_reason"], used["name"], used["input"]) == ("tool_use", "get_weather", {"location": "Beijing"})
    result = {"type": "tool_result", "tool_use_id": used["id"], "content": [{"type": "text", "text": "rain"}]}
    turns = [asked, {"role": "assistant", "content": reply["content"]}, {"role": "user", "content": [result]}]
    assert "rain" in message(ask, tools=tools, messages=turns).json()["content"][-1]["text"]
    forced = message(ask, "hello", tools=tools, tool_choice={"type": "tool", "name": "get_weather"}).json()
    assert forced["stop_reason"] == "tool_use"


def test_it_looks_at_pictures_in_messages(ask: Asker) -> None:
    source = {"type": "base64", "media_type": "image/png", "data": base64.b64encode(picture(400, 300)).decode()}
    blocks = [{"type": "image", "source": source}, {"type": "text", "text": "What is this?"}]
    assert "400 by 300" in message(ask, blocks, model="MiniMax-M3").json()["content"][-1]["text"]


@pytest.mark.parametrize(("fields", "named"), [
    ({"max_tokens": None}, "max_tokens"),
    ({"messages": []}, "messages"),
    ({"messages": [{"role": "system", "content": "x"}]}, "role"),
    ({"messages": [{"role": "user", "content": [{"type": "hologram"}]}]}, "hologram"),
    ({"system": 3}, "system"),
    ({"tools": [3]}, "tools"),
    ({"tool_choice": {"type": "tool", "name": "nothing"}}, "tool_choice"),
    ({"thinking": {"type": "loud"}}, "thinking"),
    ({"service_tier": "gold"}, "service_tier"),
    ({"model": "MiniMax-Text-01"}, "unknown model"),
])  # fmt: skip
def test_it_refuses_messages_in_their_own_style(ask: Asker, fields: dict, named: str) -> None:
    reply = message(ask, **fields)
    assert (reply.status_code, reply.json()["error"]["type"]) == (400, "invalid_request_error")
    assert named in reply.json()["error"]["message"]


def test_it_counts_tokens_without_replying(ask: Asker) -> None:
    asked = {"model": "MiniMax-M3", "messages": [{"role": "user", "content": "Hello"}]}
    few = ask.api.post(f"{ANTHROPIC}/count_tokens", json=asked).json()["input_tokens"]
    asked["messages"][0]["content"] = "Hello " * 50
    assert few < ask.api.post(f"{ANTHROPIC}/count_tokens", json=asked).json()["input_tokens"]


# Models and embeddings


def test_it_lists_models_in_openais_shape(ask: Asker) -> None:
    reply = ask.api.get("/v1/models").json()
    models = {model["id"]: model for model in reply["data"]}
    assert reply["object"] == "list"
    assert models["MiniMax-M3"] == {
        "id": "MiniMax-M3",
        "object": "model",
        "created": 1780272000,
        "owned_by": "minimax",
    }
    assert ask.api.get("/v1/models/MiniMax-M2").json()["id"] == "MiniMax-M2"
    assert ask.api.get("/v1/models/gpt-4").status_code == 404


def embed(ask: Asker, *texts: str, **fields) -> dict:
    asked = {"model": "embo-01", "type": "db", "texts": list(texts), **fields}
    return ask.api.post("/v1/embeddings", params={"GroupId": "123"}, json=asked).json()


def test_it_embeds_so_that_kindred_texts_are_close(ask: Asker) -> None:
    reply = embed(ask, "a heron stands in the reeds", "herons standing in reeds", "interest rates rose again", "")
    one, near, far, empty = reply["vectors"]
    assert {len(vector) for vector in reply["vectors"]} == {1536}
    assert sum(number * number for number in one) == pytest.approx(1, abs=1e-3)

    def likeness(a: list[float], b: list[float]) -> float:
        return sum(x * y for x, y in zip(a, b, strict=True))

    assert likeness(one, near) > 0.4 > 0.2 > likeness(one, far)
    assert reply["total_tokens"] > 0
    assert reply["base_resp"]["status_code"] == 0
    assert any(empty)


@pytest.mark.parametrize(("fields", "named"), [
    ({"model": "other"}, "model"),
    ({"type": "both"}, "type"),
    ({"texts": []}, "texts"),
    ({"texts": "one"}, "texts"),
    ({"texts": [1]}, "texts"),
])  # fmt: skip
def test_it_refuses_embeddings_natively(ask: Asker, fields: dict, named: str) -> None:
    reply = embed(ask, "a", **fields)["base_resp"]
    assert reply["status_code"] == 2013
    assert named in reply["status_msg"]


# Browsers


def test_pages_of_other_origins_may_call(ask: Asker) -> None:
    headers = {"Origin": "https://elsewhere.test", "Access-Control-Request-Headers": "authorization,content-type"}
    preflight = httpx.options(str(ask.api.base_url).rstrip("/") + NATIVE, headers=headers)
    assert preflight.status_code == 204
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    assert preflight.headers["Access-Control-Allow-Headers"] == "authorization,content-type"
    reply = ask.api.post(NATIVE, json=body(), headers=headers)
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in reply.headers
    assert "Set-Cookie" not in reply.headers
