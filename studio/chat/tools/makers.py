"""Tools that make something, through the forms that people fill in: the catalogue decides, and says what is wrong."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from studio.catalogue import ask
from studio.chat.tools.base import Maker, Seat, Trouble, object_of, one_of, words
from studio.generations.actions import NothingOffered, Wish
from studio.generations.recipes import get_recipe
from studio.image.forms import ImageForm
from studio.image.sizes import EXACT, sizes
from studio.library.models import Asset
from studio.music.forms import MusicForm
from studio.speech.forms import SpeechForm
from studio.spend.pricing import price
from studio.teams.models import Team
from studio.video.forms import VideoForm
from studio.web.ids import as_uuid
from studio.web.money import Money
from studio.workroom.forms import WishForm


class FormMaker(Maker):
    """One whose wish comes from its room's form."""

    form: ClassVar[type[WishForm]]

    def wish(self, seat: Seat, arguments: dict[str, Any]) -> Wish:
        try:
            form = self.form(self.fields(seat, arguments), team=seat.team, author=seat.author)
            if form.is_valid():
                return form.to_start()[0]
        except NothingOffered:
            raise Trouble("No model for this is offered in this studio.") from None
        faults = [f"{name}: {' '.join(map(str, errors))}" for name, errors in form.errors.items()]
        raise Trouble(" ".join(fault.replace("__all__: ", "") for fault in faults))

    def price(self, seat: Seat, arguments: dict[str, Any]) -> Money | None:
        wish = self.wish(seat, arguments)
        return price(get_recipe(wish.kind).measure(seat.team, wish.request))

    def models(self) -> dict[str, Any]:
        rows = ask.models_of(self.form.room)
        told = "; ".join(f"{row.name}: {row.note}" for row in rows if row.note)
        return one_of(f"Leave it out for the usual one. {told}", [row.name for row in rows])


class MakeImage(FormMaker):
    name, title, room, form = "make_image", _("Make a picture"), "image", ImageForm
    description = (
        "Draw one to four pictures from words. The person sees them in the chat as they come; "
        "you are told their ids, for other tools."
    )

    def parameters(self, team: Team) -> dict[str, Any]:
        ratios = [name for name in sizes() if name != EXACT]
        return object_of(
            ["prompt"],
            prompt=words("What the picture shows: subject, light, style. In English or Chinese.", 1500),
            ratio=one_of("Its shape, width to height.", ratios),
            count={"type": "integer", "minimum": 1, "maximum": 4, "description": "How many."},
            seed={"type": "integer", "description": "For the same picture again."},
            model=self.models(),
        )

    def fields(self, seat: Seat, arguments: dict[str, Any]) -> dict[str, str]:
        return {"mode": "text", **texts(arguments, "prompt", "ratio", "count", "seed", "model")}


class MakeVideo(FormMaker):
    name, title, room, form = "make_video", _("Film a clip"), "video", VideoForm
    waits = False
    description = (
        "Film a short clip from words, or from a picture of the library as its first frame. It takes a minute or more: "
        "you are told at once that it has begun, and the person watches it progress in the chat."
    )

    def parameters(self, team: Team) -> dict[str, Any]:
        modes = [model.modes() for model in ask.models_of("video")]
        resolutions = sorted({one for mode in modes for table in mode.values() for one in table})
        durations = sorted({s for mode in modes for table in mode.values() for found in table.values() for s in found})
        return object_of(
            ["prompt"],
            prompt=words("What the camera sees, and how it moves, e.g. [Push in].", 2000),
            first_frame=words("The id of a picture in the library that the clip begins with.", 40),
            last_frame=words("The id of a picture that it ends with; only beside a first frame.", 40),
            resolution=one_of("Leave it out for the usual one.", resolutions),
            duration=one_of("Seconds; not every model and resolution has each.", durations),
            model=self.models(),
        )

    def fields(self, seat: Seat, arguments: dict[str, Any]) -> dict[str, str]:
        frames = {name: arguments[name] for name in ("first_frame", "last_frame") if arguments.get(name)}
        for one in frames.values():
            find_picture(seat.team, one)
        mode = {0: "text", 1: "image", 2: "first_last"}[len(frames)]
        return {
            "mode": mode,
            "prompt_optimizer": "on",
            **frames,
            **texts(arguments, "prompt", "resolution", "duration", "model"),
        }


class MakeSong(FormMaker):
    name, title, room, form = "make_song", _("Compose a song"), "music", MusicForm
    waits = False
    description = (
        "Compose a song with singing, or an instrumental. It takes a minute or more: you are told at once that it has "
        "begun, and the person hears it in the chat when it is there."
    )

    def parameters(self, team: Team) -> dict[str, Any]:
        return object_of(
            ["prompt"],
            prompt=words("Style, mood, instruments, tempo.", 2000),
            lyrics=words(
                "What is sung, with [Verse] and [Chorus] above the parts; leave it out for an instrumental.", 3000
            ),
            model=self.models(),
        )

    def fields(self, seat: Seat, arguments: dict[str, Any]) -> dict[str, str]:
        mode = "song" if arguments.get("lyrics") else "instrumental"
        return {"mode": mode, **texts(arguments, "prompt", "lyrics", "model")}


class MakeSpeech(FormMaker):
    name, title, room, form = "make_speech", _("Say something"), "speech", SpeechForm
    description = "Say a text with a voice. The person hears it in the chat. list_voices tells the voices."

    def parameters(self, team: Team) -> dict[str, Any]:
        return object_of(
            ["text"],
            text=words("What is said, word for word; <#0.5#> is a pause of half a second.", 10_000),
            voice=words("The id of a voice; leave it out for the usual one.", 300),
            speed={"type": "number", "minimum": 0.5, "maximum": 2},
            model=self.models(),
        )

    def fields(self, seat: Seat, arguments: dict[str, Any]) -> dict[str, str]:
        return {"mode": "short", **texts(arguments, "text", "voice", "speed", "model")}


def texts(arguments: dict[str, Any], *names: str) -> dict[str, str]:
    """Arguments as a form's values; what was left out or is null is left out."""
    return {name: str(arguments[name]) for name in names if arguments.get(name) is not None}


def find_picture(team: Team, name: str) -> Asset:
    """Raises Trouble."""
    row = Asset.objects.for_team(team).kept().filter(public_id=as_uuid(name[:36])).first()
    if row is None:
        raise Trouble(f"There is nothing with the id {name[:60]} in the library; search_library tells ids.")
    return row
