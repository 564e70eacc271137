"""A conversation's messages as a tree: which of them are shown, and which other branches there are."""

from collections import defaultdict

from studio.chat.models import Conversation, Message


class Tree:
    """Ids alone, in one query, however long the conversation is."""

    def __init__(self, conversation: Conversation) -> None:
        rows = Message.objects.filter(conversation=conversation).order_by("id").values_list("id", "parent_id")
        self.parents: dict[int, int | None] = dict(rows)
        self.children: dict[int | None, list[int]] = defaultdict(list)
        for pk, parent in self.parents.items():
            self.children[parent].append(pk)

    def path(self, tip: int | None) -> list[int]:
        """From the first message to this one."""
        found = []
        while tip is not None and tip in self.parents:
            found.append(tip)
            tip = self.parents[tip]
        return found[::-1]

    def branches(self, pk: int) -> list[int]:
        """The message and those that stand in its place on other branches, the oldest first."""
        return self.children[self.parents[pk]]

    def end(self, pk: int) -> int:
        """The last message of the branch that begins here, following the newest each time."""
        while self.children[pk]:
            pk = self.children[pk][-1]
        return pk
