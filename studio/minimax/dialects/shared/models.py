"""The list of models, the same in both dialects: OpenAI's shape (official.md 3.1)."""

from studio.minimax import readers
from studio.minimax.errors import Garbled
from studio.minimax.line import Call, Reply
from studio.minimax.models import ListedModel


def list_all() -> Call:
    return Call("GET", "/v1/models")


def read_list(reply: Reply) -> list[ListedModel]:
    if "data" not in reply.body:
        raise Garbled
    found = []
    for item in readers.read_objects(reply.body, "data", 1000):
        name = readers.find_text(item, "id", 200)
        if name is None:
            raise Garbled
        owner = readers.find_text(item, "owned_by", 200) or ""
        found.append(ListedModel(name, readers.fact(readers.find_moment, item, "created"), owner))
    return found
