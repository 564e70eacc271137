"""What is in the tables when a newer studio opens them."""

import uuid

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from studio.chat.models import Attachment, Message, Snapshot
from studio.search.index import matching
from studio.search.words import split
from tests.chat.building import exchange, talk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def migrate():
    def to(name):
        executor = MigrationExecutor(connection)
        executor.migrate([("chat", name)])
        return executor.loader.project_state([("chat", name)]).apps

    yield to
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes("chat"))


def test_the_second_makes_files_and_single_letters_searched_and_drops_what_belongs_to_nothing(migrate, team):
    reply = exchange(talk(team), "生成图", "storm")
    old = migrate("0001_initial")
    old.get_model("chat", "Message").objects.filter(pk=reply.parent_id).update(words="生成 成图")
    old.get_model("chat", "Attachment").objects.create(message_id=reply.pk, name="tides.csv", text="High")
    about = {"team_id": team.pk, "author_id": reply.conversation.author_id, "title": "", "content": []}
    snapshots = old.get_model("chat", "Snapshot").objects
    for conversation in (None, reply.conversation_id):
        snapshots.create(public_id=uuid.uuid4(), conversation_id=conversation, **about)
    migrate("0002_searched_attachments_and_snapshots")
    assert Message.objects.get(pk=reply.parent_id).words == split("生成图")
    assert matching(Message.objects.all(), "words", "图").get().pk == reply.parent_id
    assert matching(Attachment.objects.all(), "words", "tides high").get().message_id == reply.pk
    assert Snapshot.objects.get().conversation_id == reply.conversation_id
