"""The price ahead: the figure on the button is what is held, counted of all that is sent."""

import json
import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from studio.chat import actions
from studio.chat.actions import Words, say
from studio.chat.asking import put_together
from studio.chat.desk import fork
from studio.chat.history import MANNER_OF_TOOLS, count_request, messages_before
from studio.chat.models import Message
from studio.chat.present import show
from studio.chat.prices import at_most
from studio.chat.thread import Thread
from studio.chat.tokens import WIDE, count_tokens
from studio.generations.models import Generation
from studio.web.money import Money
from tests import make
from tests.chat.building import (
    BLIND,
    MODEL,
    THOUGHTLESS,
    address,
    ask,
    calling,
    ended,
    exchange,
    get,
    long_talk,
    own_tool,
    quiet,
    tip_of,
)

pytestmark = pytest.mark.django_db
TIDES = "潮 at noon, " * 40


@pytest.fixture(autouse=True)
def _signed_in(client, ada):
    client.force_login(ada)


def counts(*texts: str) -> dict[str, int]:
    """As a page counts what is typed."""
    wide = sum(len(WIDE.findall(text)) for text in texts)
    return {"letters": sum(map(len, texts)) - wide, "wide": wide}


def ahead(client, conversation, **asked) -> str:
    """What the button shows for so much."""
    return client.get(address(conversation, "price/"), asked).json()["price"]


def shown(html: str) -> str:
    return re.search(r'id="say-price">([^<]+)<', html)[1]


def held(*replies: Message) -> str:
    """What is held of these, written as the button writes it."""
    return at_most(Money(sum((reply.generation.price for reply in replies), Decimal(0))))


def reads(reply: Message) -> int:
    return reply.generation.request["prompt_tokens"]


def sent(reply: Message) -> str:
    """All words that go over the wire for a reply."""
    request = put_together(get(reply)).take_request()
    tools = [[tool.name, tool.description, json.dumps(tool.parameters, ensure_ascii=False)] for tool in request.tools]
    turns = [
        [turn.content, turn.reasoning, *(f"{call.name}{call.arguments}" for call in turn.tool_calls)]
        for turn in request.messages
    ]
    return "".join(text for part in [*turns, *tools] for text in part)


# All that is sent is counted


def test_the_tools_and_their_manner_are_counted(team, conversation):
    own_tool(team, description="How high the tide stands. " * 30)
    with_tools = ask(conversation, "Hello")
    assert reads(with_tools) > count_tokens(sent(with_tools)) > count_tokens(MANNER_OF_TOOLS) + 1000
    ended(with_tools)
    conversation.change(has_tools=False)
    assert reads(ask(conversation, "Hello")) < 60


@pytest.mark.parametrize("text", ["Hello", TIDES, "潮" * 500, "", "a\n" * 900])
def test_what_is_typed_is_counted_as_it_is_sent(client, conversation, text):
    exchange(conversation)
    conversation.change(max_tokens=1)
    price = ahead(client, conversation, **counts(text))
    assert price == held(ask(conversation, text))


def test_wide_letters_are_dearer_than_as_many_narrow_ones(client, conversation):
    conversation.change(has_tools=False, max_tokens=1)
    assert ahead(client, conversation, wide=100_000) > ahead(client, conversation, letters=100_000)


def test_pictures_and_files_are_counted(client, conversation, team):
    files = [("tides.txt", TIDES), ("潮.md", "High")]
    asked = counts("Look", *(part for file in files for part in file)) | {"files": 2, "pictures": 2}
    conversation.change(max_tokens=1)
    price = ahead(client, conversation, **asked)
    assert price > ahead(client, conversation, **counts("Look"))
    assert price == held(ask(conversation, "Look", pictures=[make.asset(team), make.asset(team)], files=files))


@pytest.mark.parametrize("count", [1, 3])
def test_documents_are_at_most_what_their_size_allows(client, conversation, count):
    conversation.change(has_tools=False, max_tokens=1)
    prices = [ahead(client, conversation, document=[size] * count) for size in (1000, 20_000, 300_000, 9_000_000)]
    assert prices == sorted(prices)
    assert prices[-1] == prices[-2] == ahead(client, conversation, wide=200_000 * count)


@pytest.mark.parametrize("query", ["letters=x", "letters=-1", "wide=1e9", "files=99999999999", "document=", "edit=x"])
def test_counts_that_are_none_cost_nothing(client, conversation, query):
    answer = client.get(address(conversation, f"price/?{query}"))
    assert answer.json()["price"] == ahead(client, conversation)


def test_what_tools_brought_is_counted_for_the_next_round(team):
    (call,) = calling(team, ("tell_time", {}))
    Message.objects.filter(pk=call.message_id).update(prompt_tokens=1500, completion_tokens=20)
    call.step(["ready"], "done", result="潮" * 3000)
    follower = actions.answer_calls(get(call.message))
    assert 4520 < reads(follower) < 4600


def test_the_thinking_that_goes_back_is_counted(team):
    (call,) = calling(team, ("tell_time", {}))
    Message.objects.filter(pk=call.message_id).update(reasoning="潮" * 5000)
    call.step(["ready"], "done", result="noon")
    follower = actions.answer_calls(get(call.message))
    assert reads(follower) >= count_tokens(sent(follower)) > 5000


def test_what_a_blind_model_is_told_of_a_picture_is_a_few_words(conversation, team):
    pictures = [make.asset(team)]
    conversation.change(has_tools=False)
    seen = ask(conversation, "Look", pictures=pictures)
    ended(seen)
    told = ask(conversation, "And now?", models=[BLIND])
    assert reads(seen) > 1200 > 100 > reads(told)


def test_compared_models_are_held_without_tools(client, conversation):
    models = [MODEL, BLIND]
    price = ahead(client, conversation, **counts("Hello"), model=models)
    turn = say(conversation=conversation, words=Words("Hello"), models=models)
    replies = [get(one) for one in turn.replies]
    assert price == held(*replies)
    assert all(reads(one) < 60 for one in replies)


def test_behind_a_comparison_the_tools_are_counted_again(conversation):
    first = ended(ask(conversation, "Hello", models=[MODEL, BLIND]))
    Message.objects.filter(comparison=first.comparison).update(prompt_tokens=5000, completion_tokens=20, note="stopped")
    reply = ask(conversation, "And now?")
    assert reads(reply) > 5020 + 1000
    assert reads(reply) > count_tokens(sent(reply))


def test_tools_that_a_conversation_began_without_are_counted(conversation):
    exchange(conversation, prompt_tokens=20, completion_tokens=10)
    assert reads(ask(conversation, "And now?")) > 1500


# From the branch that is answered


@pytest.mark.parametrize("length", [10, 60, 200])
def test_a_long_conversation_is_counted_from_its_beginning(client, team, length):
    conversation = long_talk(team, length)
    page = client.get(address(conversation)).content.decode()
    assert shown(page) == ahead(client, conversation)
    price = ahead(client, conversation, **counts("And now?"))
    assert price == held(ask(conversation, "And now?"))


def test_what_minimax_counted_stands_for_all_before_it(client, team):
    conversation = long_talk(team, 200)
    rows = Message.objects.filter(role="assistant").order_by("id")
    Message.objects.filter(pk=rows[20].pk).update(prompt_tokens=40_000, completion_tokens=500)
    price = ahead(client, conversation, **counts("And now?"))
    reply = ask(conversation, "And now?")
    assert (price, reads(reply) > 40_500) == (held(reply), True)


def test_an_edited_message_is_priced_in_its_place(client, conversation, team):
    conversation.change(max_tokens=1, has_tools=False)
    said = ended(ask(conversation, "Look", pictures=[make.asset(team)], files=[("a.txt", TIDES)])).parent
    exchange(conversation, "And then?", "潮" * 90_000)
    there = address(conversation, f"messages/{said.public_id}/edit/")
    asked = counts("Look closer", "b.txt", "Low") | {"files": 1, "edit": said.public_id}
    price = ahead(client, conversation, **asked)
    assert shown(client.get(there).content.decode()) == ahead(
        client, conversation, **counts("Look"), edit=said.public_id
    )
    data = {"text": "Look closer", "model": MODEL, "files": [SimpleUploadedFile("b.txt", b"Low")]}
    assert client.post(there, data).status_code == 302
    assert price == held(tip_of(conversation))
    assert price < ahead(client, conversation, **counts("潮" * 90_000))


def test_a_message_of_another_conversation_is_not_priced(client, conversation, cleo):
    other = exchange(actions.begin_conversation(team=make.team("hers", cleo), author=cleo), "潮" * 90_000).parent
    assert ahead(client, conversation, edit=other.public_id) == ahead(client, conversation)


def test_what_is_refused_is_drawn_again_with_its_price(client, conversation, team):
    asset = make.asset(team)
    data = {
        "text": TIDES,
        "model": MODEL,
        "after": "00000000-0000-4000-8000-000000000000",
        "pictures": [asset.public_id],
    }
    html = client.post(address(conversation, "say/"), data).content.decode()
    assert shown(html) == ahead(client, conversation, **counts(TIDES), pictures=1)


# The rest of a reply


def stopped(conversation, model: str = MODEL, **columns) -> Message:
    conversation.change(model=model)
    return exchange(conversation, "A story", "潮" * 400, note="stopped", **columns)


def rest(client, conversation) -> str:
    return re.search(
        r'Continue <span class="button__price number">([^<]+)<', client.get(address(conversation)).content.decode()
    )[1]


@pytest.mark.parametrize("columns", [{}, {"prompt_tokens": 90_000, "completion_tokens": 700}])
def test_the_rest_is_priced_as_it_is_held(client, conversation, columns):
    reply = stopped(conversation, **columns)
    price = rest(client, conversation)
    assert price == held(actions.go_on(message=reply))


def test_no_rest_is_longer_than_its_model_writes(client, conversation):
    conversation.change(max_tokens=500_000)
    reply = stopped(conversation, BLIND)
    price = rest(client, conversation)
    # 204,800 tokens at 1.2 USD a million, not 500,000.
    assert 0.245 < float(price.split("$")[-1]) < 0.25
    with pytest.raises(actions.ContextFull):
        actions.go_on(message=reply)


def test_in_a_fork_the_rest_is_priced_with_all_before_it(client, conversation):
    exchange(conversation, "Before", "潮" * 50_000)
    new = fork(message=stopped(conversation))
    price = rest(client, new)
    assert tip_of(new).generation is None
    assert price == held(actions.go_on(message=tip_of(new))) == rest(client, conversation)


def test_only_the_end_of_the_branch_can_go_on(client, conversation):
    stopped(conversation)
    stopped(conversation)
    assert client.get(address(conversation)).content.decode().count("Continue <span") == 1


# The gauge


def used(html: str) -> str:
    return re.search(r"([\d,]+) of [\d,]+ tokens", html)[1]


def test_the_gauge_is_of_the_end_on_every_page(client, team):
    conversation = long_talk(team, 120)
    tip = tip_of(conversation)
    Message.objects.filter(pk=tip.pk).update(prompt_tokens=70_000, completion_tokens=1000)
    first = Message.objects.order_by("id")[60]
    for path in ("", f"?before={first.public_id}", "gauge/", "thread/"):
        assert used(client.get(address(conversation, path)).content.decode()) == "71,000"


def test_without_numbers_of_minimax_the_gauge_counts_all(client, team):
    short, long = long_talk(team, 40), long_talk(team, 400)
    few, many = (int(used(client.get(address(one)).content.decode()).replace(",", "")) for one in (short, long))
    assert many - few > 360 * 5


def test_of_a_page_no_more_is_loaded_than_counting_needs(team):
    conversation = long_talk(team, 300)
    tip = tip_of(conversation)
    assert len(Thread(conversation).counted) == 300
    Message.objects.filter(pk=tip.pk).update(prompt_tokens=70_000, completion_tokens=1000)
    assert len(Thread(conversation, str(get(tip.parent).public_id)).counted) == 1


def test_a_part_counts_the_same_as_the_whole(conversation):
    exchange(conversation, prompt_tokens=9000, completion_tokens=20)
    tip = exchange(conversation, "And now?", "潮")
    reply = Message(conversation=conversation, parent=tip, role="assistant")
    whole = messages_before(reply)
    row = actions.ask.find_model(MODEL)
    assert count_request(conversation, whole, row) == count_request(conversation, Thread(conversation).counted, row)


def test_a_push_draws_the_price_of_the_rest_too(conversation):
    assert show(stopped(conversation)).go_on_price.startswith("≤ $0.0")
    assert Generation.objects.count() == 0


def test_an_unknown_price_stays_unknown(client, conversation):
    stopped(conversation, THOUGHTLESS)
    assert rest(client, conversation) == "price unknown"
    quiet(conversation.team)


def test_the_first_message_has_its_price_too(client, team):
    quiet(team)
    page = client.get(f"/{team.slug}/chat/", {"text": TIDES}).content.decode()
    asked = client.get(f"/{team.slug}/chat/price/", counts(TIDES) | {"model": MODEL}).json()["price"]
    client.post(f"/{team.slug}/chat/", {"text": TIDES, "model": MODEL})
    gen = Generation.objects.get()
    assert shown(page) == asked == at_most(Money(gen.price, gen.currency))
