"""What a person says: kept with the reply that begins, once, and never beside another reply."""

import uuid

import pytest

from studio.catalogue.models import Model
from studio.chat.models import Conversation, Message
from studio.generations.models import Generation, State
from studio.spend.models import Entry
from tests import make
from tests.chat.building import BLIND, MODEL, address, ask, calling, ended, exchange, quiet, talk, tip_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def post(client, conversation, text="Hello there", headers=None, **more):
    conversation.refresh_from_db()
    after = str(conversation.tip.public_id) if conversation.tip else ""
    data = {"text": text, "model": MODEL, "after": after, "client_key": str(uuid.uuid4())} | more
    return client.post(address(conversation, "say/"), data, headers=headers or {})


def kept() -> tuple[int, int, int]:
    return Message.objects.count(), Generation.objects.count(), Entry.objects.count()


@pytest.fixture(autouse=True)
def _signed_in(client, ada):
    client.force_login(ada)


def test_words_stand_with_the_reply_that_begins(client, conversation):
    assert post(client, conversation).status_code == 302
    said, reply = Message.objects.all()
    assert (said.role, said.text, said.state, said.parent) == ("user", "Hello there", "done", None)
    assert (reply.role, reply.state, reply.parent, reply.model) == ("assistant", "waiting", said, MODEL)
    assert tip_of(conversation) == reply
    assert reply.generation.kind == "chat_reply"
    assert reply.generation.state in (State.QUEUED, State.ADMITTED)


def test_nothing_that_was_said_stands_in_what_the_team_can_read(client, conversation):
    post(client, conversation, text="A secret of mine")
    gen = Generation.objects.get()
    assert "secret" not in str(gen.request)
    assert gen.words == "" or "secret" not in gen.words


def test_the_first_press_begins_a_conversation_named_by_its_first_words(client, team):
    line = "Break a storm scene into three shots, none longer than six seconds, as a table"
    answer = client.post(f"/{team.slug}/chat/", {"text": f"{line}\nand more", "model": MODEL})
    made = Conversation.objects.get()
    assert answer["Location"] == address(made)
    assert made.title == "Break a storm scene into three shots, none longer than six…"


def test_the_most_that_it_costs_is_held(client, conversation):
    post(client, conversation)
    gen = Generation.objects.get()
    # 16,384 tokens at 1.2 USD a million, and about 2,000 that are read: the tools, mostly.
    assert 0.0200 < gen.price < 0.0206
    assert Entry.objects.totals("2020-01-01T00:00Z") == {"spent": 0, "held": gen.price}


def test_the_same_press_twice_is_one_message(client, conversation):
    press = str(uuid.uuid4())
    first, again = (post(client, conversation, client_key=press, after="") for _ in range(2))
    assert (first.status_code, first["Location"]) == (again.status_code, again["Location"])
    assert kept() == (2, 1, 1)


def test_other_words_under_an_old_press_are_not_swallowed(client, conversation):
    press = str(uuid.uuid4())
    post(client, conversation, client_key=press, after="")
    answer = post(client, conversation, client_key=press, after="", text="And another thing")
    assert answer.status_code == 422
    assert "And another thing" in answer.content.decode()


def test_a_press_in_another_team_is_another(client, team, ada):
    data = {"text": "Hello", "model": MODEL, "client_key": str(uuid.uuid4())}
    other = make.team("second", ada)
    answers = [client.post(f"/{one.slug}/chat/", data) for one in (team, other)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Conversation.objects.filter(team=other).count() == 1


def test_the_same_first_press_twice_is_one_conversation(client, team):
    data = {"text": "Hello", "model": MODEL, "client_key": str(uuid.uuid4())}
    first, again = (client.post(f"/{team.slug}/chat/", data)["Location"] for _ in range(2))
    assert first == again
    assert (Conversation.objects.count(), Message.objects.count()) == (1, 2)


def test_nothing_is_said_while_a_reply_is_written(client, conversation):
    post(client, conversation)
    answer = post(client, conversation, text="And another thing")
    assert answer.status_code == 422
    assert "still being written" in answer.content.decode()
    assert "And another thing" in answer.content.decode()
    assert kept() == (2, 1, 1)


def test_while_a_tool_asks_one_is_told_to_answer_it(client, team):
    (call,) = calling(team, ("make_image", {"prompt": "A boat"}))
    conversation = call.message.conversation
    html = post(client, conversation, text="And another thing").content.decode()
    assert "A question above waits for a yes or a no." in html
    assert "still being written" not in html
    call.step(["asking"], "running")
    assert "still being written" in post(client, conversation, text="And another thing").content.decode()


def test_when_the_reply_has_ended_the_next_words_follow_it(client, conversation):
    reply = ended(ask(conversation))
    assert post(client, conversation).status_code == 302
    assert tip_of(conversation).parent.parent == reply


def test_a_page_that_is_behind_is_told_and_catches_up(client, conversation):
    old = exchange(conversation)
    exchange(conversation, "Elsewhere", "Yes")
    answer = post(client, conversation, after=str(old.public_id), headers=HTMX)
    assert (answer.status_code, answer["HX-Trigger"]) == (422, '{"thread-changed": true}')
    assert "went on elsewhere" in answer.content.decode()
    assert Message.objects.count() == 4


def test_a_page_without_scripts_that_was_behind_can_send_again(client, conversation):
    old = exchange(conversation)
    tip = exchange(conversation, "Elsewhere", "Yes")
    answer = post(client, conversation, text="Mine", after=str(old.public_id))
    assert f'name="after" form="say" value="{tip.public_id}"' in answer.content.decode()
    assert "Mine" in answer.content.decode()


def test_more_than_the_model_holds_is_refused_and_nothing_is_kept(client, conversation):
    conversation.change(model=BLIND, max_tokens=200_000)
    answer = post(client, conversation, text="word " * 4000, model=BLIND)
    assert answer.status_code == 422
    assert "204,800" in answer.content.decode()
    assert kept() == (0, 0, 0)
    assert post(client, conversation, model=BLIND).status_code == 302


def test_a_first_message_that_does_not_fit_leaves_nothing_in_the_list(client, team):
    quiet(team, max_tokens=204_000)
    answer = client.post(f"/{team.slug}/chat/", {"text": "word " * 4000, "model": BLIND})
    assert answer.status_code == 422
    assert kept() == (0, 0, 0)
    assert 'class="talk"' not in client.get(f"/{team.slug}/chat/").content.decode()


@pytest.mark.parametrize("text", ["", "  \n ", "\t"])
def test_nothing_said_is_told(client, conversation, text):
    answer = post(client, conversation, text=text)
    assert (answer.status_code, kept()) == (422, (0, 0, 0))
    assert "Write something." in answer.content.decode()


def test_a_megabyte_is_too_much_and_is_not_lost(client, conversation):
    answer = post(client, conversation, text="x" * 1_000_000, headers=HTMX)
    assert (answer.status_code, kept()) == (422, (0, 0, 0))
    assert "1,000,000 characters" in answer.content.decode()


def test_as_much_as_a_message_takes_is_taken(client, conversation):
    assert post(client, conversation, text="é" * 200_000).status_code == 302
    assert len(Message.objects.get(role="user").text) == 200_000


def test_lines_end_as_they_were_typed(client, conversation):
    post(client, conversation, text="one\r\ntwo\r\n\r\n  three")
    assert Message.objects.get(role="user").text == "one\ntwo\n\n  three"


def test_a_nul_is_left_out(client, conversation):
    assert post(client, conversation, text="a\0b").status_code == 302
    assert Message.objects.get(role="user").text == "ab"


@pytest.mark.parametrize("name", ["", "gpt-4", "image-01", "speech-2.8-hd", "<b>"])
def test_a_model_that_is_not_offered_is_refused(client, conversation, name):
    conversation.change(model="")
    answer = post(client, conversation, model=name)
    assert (answer.status_code, kept()) == (422, (0, 0, 0))
    assert "not offered" in answer.content.decode()


def test_a_retired_model_is_not_offered(client, conversation):
    Model.objects.filter(name=MODEL).update(retired=True)
    assert post(client, conversation).status_code == 422
    assert post(client, conversation, model=BLIND).status_code == 302


def test_without_a_connection_nothing_is_sent(client, conversation, team):
    team.connections.update(in_use=False)
    answer = post(client, conversation)
    assert (answer.status_code, kept()) == (422, (0, 0, 0))
    assert "no connection to MiniMax" in answer.content.decode()


def test_a_page_with_scripts_gets_what_is_new_and_the_next_key(client, conversation):
    exchange(conversation, "Before", "That was before")
    html = post(client, conversation, headers=HTMX).content.decode()
    said, reply = Message.objects.order_by("-id")[:2][::-1]
    assert f'id="message-{said.public_id}"' in html
    assert f'id="message-{reply.public_id}"' in html
    assert "That was before" not in html
    assert f'name="after" form="say" value="{reply.public_id}"' in html
    assert 'id="say-key"' in html


def test_another_model_answers_from_now_on(client, conversation):
    post(client, conversation, model=BLIND)
    assert tip_of(conversation).model == BLIND
    conversation.refresh_from_db()
    assert conversation.model == BLIND


def test_the_price_ahead_grows_with_what_is_typed_and_with_the_models(client, conversation):
    def price(query: str) -> float:
        return float(client.get(address(conversation, f"price/?{query}")).json()["price"].split("$")[-1])

    one = price("letters=10")
    assert 0 < one < price("letters=900000")
    assert one < price("wide=100000") < price("wide=100000&pictures=5")
    assert one < price(f"letters=10&model={MODEL}&model={BLIND}")
    assert price("letters=-5") <= one
    assert price("letters=1e9") <= one


def test_the_team_decides_how_a_new_one_begins(client, team):
    quiet(team, system="Be terse.", temperature=0.5, top_p=0.9, max_tokens=1000)
    client.post(f"/{team.slug}/chat/", {"text": "Hello", "model": MODEL})
    made = Conversation.objects.get()
    assert (made.system, made.temperature, made.top_p, made.max_tokens) == ("Be terse.", 0.5, 0.9, 1000)
    assert talk(team, system="Sing.").system == "Sing."
