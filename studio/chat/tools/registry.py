"""Which tools there are, and which of them a conversation has."""

from studio.chat.models import Conversation
from studio.chat.team_models import TeamTool
from studio.chat.tools.base import Tool
from studio.chat.tools.lookups import Calculate, ListVoices, LookAt, SearchLibrary, TellTime
from studio.chat.tools.makers import MakeImage, MakeSong, MakeSpeech, MakeVideo
from studio.chat.tools.own import OwnTool
from studio.teams.models import Team

BUILT_IN: list[Tool] = [
    MakeImage(),
    MakeVideo(),
    MakeSong(),
    MakeSpeech(),
    ListVoices(),
    SearchLibrary(),
    LookAt(),
    Calculate(),
    TellTime(),
]


def all_tools(team: Team) -> dict[str, Tool]:
    """The studio's own and the team's, by name; one of the team's cannot take the name of one of ours."""
    own = {row.name: OwnTool(row) for row in TeamTool.objects.filter(team=team)}
    return own | {tool.name: tool for tool in BUILT_IN}


def tools_of(conversation: Conversation) -> dict[str, Tool]:
    """Those that its team allows, if the conversation uses any; asked once per object, as its team's settings are."""
    if not conversation.has_tools:
        return {}
    known: dict[str, Tool] | None = getattr(conversation, "_tools", None)
    if known is None:
        barred = set(conversation.team_settings.barred)
        known = {name: tool for name, tool in all_tools(conversation.team).items() if name not in barred}
        conversation._tools = known  # type: ignore[attr-defined]
    return known
