"""Several models answer the same words: side by side, each at its price, until one goes on."""

from decimal import Decimal

import pytest

from studio.chat.asking import put_together
from studio.chat.models import Message
from studio.chat.prices import measure_tokens
from studio.generations.models import Generation, State
from studio.jobs.db import db
from studio.spend.models import Entry
from studio.spend.pricing import price
from tests.chat.building import (
    BLIND,
    MODEL,
    THOUGHTLESS,
    address,
    ask,
    ended,
    exchange,
    get,
    make_end,
    quiet,
    replies,
    talk,
    tip_of,
    write,
)
from tests.generations.test_driver import held

HTMX = {"HX-Request": "true"}
FAST = "MiniMax-M2.7-highspeed"
THREE = [MODEL, BLIND, FAST]


@pytest.fixture
def signed(client, ada):
    client.force_login(ada)
    return client


def post(client, conversation, *against, **more):
    conversation.refresh_from_db()
    after = str(conversation.tip.public_id) if conversation.tip else ""
    data = {"text": "What is 6 times 7?", "model": MODEL, "against": list(against), "after": after} | more
    return client.post(address(conversation, "say/"), data, headers=HTMX)


def compared(conversation, *states, models=THREE) -> list[Message]:
    """The replies of a comparison, each in a state, done unless another."""
    ask(conversation, models=models)
    found = replies(conversation)[-len(models) :]
    every = [*states, *[State.DONE] * len(models)]
    return [ended(one, state) for one, state in zip(found, every, strict=False)]


def cost(row: Message) -> Decimal:
    assert row.prompt_tokens
    assert row.completion_tokens
    return round(price(measure_tokens(row.model, row.prompt_tokens, row.completion_tokens)).amount, 6)


# Asked


@pytest.mark.django_db
@pytest.mark.parametrize("against", [[BLIND], [BLIND, FAST]])
def test_they_share_a_comparison_and_their_words(signed, conversation, against):
    assert post(signed, conversation, *against).status_code == 200
    found = replies(conversation)
    assert [one.model for one in found] == [MODEL, *against]
    assert len({one.comparison for one in found}) == 1
    assert found[0].comparison
    assert {one.parent.text for one in found} == {"What is 6 times 7?"}
    assert tip_of(conversation) == found[0]


@pytest.mark.django_db
@pytest.mark.parametrize("against", [[], [MODEL], ["", MODEL]])
def test_one_alone_is_no_comparison(signed, conversation, against):
    post(signed, conversation, *[name for name in against if name])
    (reply,) = replies(conversation)
    assert reply.comparison is None


@pytest.mark.django_db
def test_that_they_answer_without_tools_is_said_where_one_chooses(signed, conversation, team):
    for page in (address(conversation), f"/{team.slug}/chat/"):
        html = signed.get(page).content.decode()
        choices = html[html.index('class="menu say__against"') :]
        assert "Models that are compared answer without tools" in choices[: choices.index("</details>")]
    post(signed, conversation, BLIND)
    assert [put_together(get(one)).take_request().tools for one in replies(conversation)] == [(), ()]


@pytest.mark.django_db
def test_the_same_twice_answers_once(signed, conversation):
    post(signed, conversation, BLIND, BLIND, MODEL)
    assert [one.model for one in replies(conversation)] == [MODEL, BLIND]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("against", "why"),
    [([BLIND, FAST, THOUGHTLESS], "At most 3 models"), (["gpt-4"], "gpt-4"), (["image-01"], "image-01")],
)
def test_more_than_three_or_an_unknown_one_is_refused(signed, conversation, against, why):
    answer = post(signed, conversation, *against)
    assert why in answer.content.decode()
    counts = (Message.objects.count(), Generation.objects.count(), Entry.objects.count())
    assert (answer.status_code, counts) == (422, (0, 0, 0))


@pytest.mark.django_db
def test_where_one_cannot_hold_it_none_is_asked(signed, conversation):
    conversation.change(max_tokens=2000)
    answer = post(signed, conversation, BLIND, text="潮" * 199_999)
    assert answer.status_code == 200
    reply = ended(tip_of(conversation))
    Message.objects.filter(comparison=reply.comparison).update(note="stopped")
    answer = post(signed, conversation, BLIND, text="潮" * 199_999)
    assert (answer.status_code, Message.objects.count()) == (422, 3)


@pytest.mark.django_db
def test_each_is_held_at_its_own_price(signed, conversation):
    post(signed, conversation, BLIND, FAST)
    gens = [one.generation for one in replies(conversation)]
    assert [gen.model for gen in gens] == THREE
    assert len({gen.price for gen in gens}) > 1
    assert Entry.objects.totals("2020-01-01T00:00Z") == {"spent": 0, "held": sum(gen.price for gen in gens)}


@pytest.mark.django_db
def test_the_price_ahead_is_that_of_all(signed, conversation):
    conversation.change(has_tools=False)

    def ahead(*models) -> Decimal:
        query = "&".join(["letters=18", *[f"model={name}" for name in models]])
        return Decimal(signed.get(address(conversation, f"price/?{query}")).json()["price"].split("$")[-1])

    assert abs(ahead(*THREE) - sum(ahead(one) for one in THREE)) < Decimal("0.004")


@pytest.mark.django_db
def test_where_one_price_is_not_known_neither_is_that_of_all(signed, conversation):
    query = f"letters=18&model={MODEL}&model={THOUGHTLESS}"
    assert signed.get(address(conversation, f"price/?{query}")).json() == {"price": "price unknown"}


@pytest.mark.django_db
def test_they_stand_side_by_side(signed, conversation):
    html = post(signed, conversation, BLIND).content.decode()
    page = signed.get(address(conversation)).content.decode()
    for one in replies(conversation):
        assert f'id="message-{one.public_id}"' in html
        assert f'id="message-{one.public_id}"' in page
    assert page.count('class="comparison') == 1


# Driven


@pytest.mark.django_db(transaction=True)
async def test_each_is_written_and_charged_for_itself(two_dialects):
    await db(quiet, two_dialects)
    conversation = await db(lambda: talk(two_dialects))
    await db(lambda: ask(conversation, models=THREE))
    written = [await write(one) for one in await db(replies, conversation)]
    assert [one.state for one in written] == ["done"] * 3
    assert all("42" in one.text for one in written)
    costs = [await db(cost, one) for one in written]
    assert [one.generation.spent for one in written] == costs
    assert await held() == f"{sum(costs).normalize()} spent, 0 held"


@pytest.mark.django_db(transaction=True)
async def test_one_that_fails_costs_nothing_and_the_others_stand(two_dialects):
    await db(quiet, two_dialects)
    conversation = await db(lambda: talk(two_dialects))
    await db(lambda: ask(conversation, models=[MODEL, BLIND]))
    first, second = await db(replies, conversation)
    error = {"cause": "No.", "next_step": "Reword it.", "retryable": False}
    await db(lambda: make_end(first.generation, State.FAILED, error=error))
    second = await write(second)
    assert (second.state, (await db(get, first)).state) == ("done", "failed")
    assert await held() == f"{(await db(cost, second)).normalize()} spent, 0 held"


# Chosen


@pytest.mark.django_db
def test_choosing_one_goes_on_with_its_model(signed, conversation):
    _first, second, _third = compared(conversation)
    Message.objects.filter(pk=second.pk).update(text="Theirs")
    assert signed.post(address(conversation, f"messages/{second.public_id}/show/")).status_code == 302
    reply = ask(conversation, "And 8 times 9?")
    assert (reply.model, reply.parent.parent, reply.comparison) == (BLIND, second, None)
    assert [turn.content for turn in put_together(reply).take_request().messages][-2:] == ["Theirs", "And 8 times 9?"]
    assert conversation.model == BLIND


@pytest.mark.django_db
def test_the_page_on_which_one_is_chosen_has_its_model_in_the_box(signed, conversation):
    first, second, _third = compared(conversation)
    there = address(conversation, f"messages/{second.public_id}/show/")
    html = signed.post(there, headers=HTMX).content.decode()
    assert f'<option value="{BLIND}" selected>' in html
    ended(ask(conversation, "And 8 times 9?"))
    there = address(conversation, f"messages/{first.parent.public_id}/show/")
    assert 'id="say-model"' not in signed.post(there, headers=HTMX).content.decode()


@pytest.mark.django_db
def test_without_a_choice_the_first_goes_on(signed, conversation):
    first, *_others = compared(conversation)
    reply = ask(conversation, "And 8 times 9?")
    assert (reply.model, reply.parent.parent) == (MODEL, first)


@pytest.mark.django_db
def test_while_one_is_written_nothing_goes_on(signed, conversation):
    first, second = compared(conversation, State.DONE, State.RUNNING, models=[MODEL, BLIND])
    assert "still being written" in post(signed, conversation).content.decode()
    answer = signed.post(address(conversation, f"messages/{second.public_id}/show/"), headers=HTMX)
    assert answer.status_code == 409
    ended(second)
    assert post(signed, conversation).status_code == 200
    assert get(first).children.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("failing", [0, 1])
def test_a_comparison_with_one_that_failed_goes_on(signed, conversation, failing):
    states = [State.DONE, State.DONE]
    states[failing] = State.FAILED
    both = compared(conversation, *states, models=[MODEL, BLIND])
    good = both[1 - failing]
    assert signed.get(address(conversation)).status_code == 200
    signed.post(address(conversation, f"messages/{good.public_id}/show/"))
    assert post(signed, conversation, model=good.model).status_code == 200
    assert tip_of(conversation).parent.parent == good


@pytest.mark.django_db
def test_once_one_has_gone_on_the_others_are_branches(signed, conversation):
    first, *_others = compared(conversation)
    ended(ask(conversation, "And 8 times 9?"))
    page = signed.get(address(conversation)).content.decode()
    assert 'class="comparison' not in page
    assert f'id="message-{first.public_id}"' in page
    assert "1 / 3" in page or "1/3" in page


@pytest.mark.django_db
def test_a_comparison_may_follow_anything(signed, conversation):
    before = exchange(conversation)
    found = compared(conversation)
    assert {one.parent.parent_id for one in found} == {before.pk}


@pytest.mark.django_db
def test_nobody_else_chooses(client, conversation, bo, cleo):
    _first, second, _third = compared(conversation)
    for who in (bo, cleo):
        client.force_login(who)
        assert client.post(address(conversation, f"messages/{second.public_id}/show/")).status_code == 404
    assert tip_of(conversation).model == MODEL
