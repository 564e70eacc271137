"""What a person may ask for. The catalogue decides; an impossible wish is refused next to its field."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from studio.library.examine import Unreadable
from studio.library.intake import upload
from studio.library.models import Asset
from studio.minimax import Dialect
from studio.music.choices import TRAITS, Choices
from studio.music.lyrics import find_unknown
from studio.music.recipe import describe
from studio.music.source import unfit
from studio.spend.pricing import Measure, price
from studio.web.money import Money

# official.md 7: what lyrics may be asked for with
LYRICS_WISH = 2000
LYRICS_EDITED = 3500


class MusicForm(Choices):
    """The wish, checked, priced and put into the words of a request."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.check_model()
        self._clean_prompt()
        self._clean_lyrics()
        self._clean_duration()
        self._clean_quality()
        if self.chosen_mode == "cover":
            self._clean_source()
        return cleaned

    def _clean_prompt(self) -> None:
        least, most = self.prompt_limits
        length = len(describe(self.wish()))
        told = {"count": length, "least": least, "most": most}
        if length > most:
            self.add_error("prompt", _("%(count)s characters with what is below; %(most)s are taken.") % told)
        elif length < least:
            said = (
                _("Say what it sounds like, in at least %(least)s characters.")
                if least > 1
                else _("Say what it sounds like.")
            )
            self.add_error("prompt", said % told)

    def _clean_lyrics(self) -> None:
        if not self.has_lyrics:
            return
        lyrics, (least, most) = self.value("lyrics").strip(), self.lyrics_limits
        told = {"count": len(lyrics), "least": least, "most": most}
        if not lyrics:
            if self.chosen_mode == "song" and not self.may_be_wordless:
                said = _("Write what is sung, let the model write it, or choose “Instrumental”.")
                self.add_error("lyrics", said)
        elif not least <= len(lyrics) <= most:
            self.add_error("lyrics", _("%(count)s characters; %(least)s to %(most)s are taken.") % told)
        elif wrong := find_unknown(lyrics):
            self.add_error("lyrics", wrong)

    @property
    def may_be_wordless(self) -> bool:
        """reference.md's music-2.0 takes a song without lyrics, which is an instrumental then."""
        connection = self.team.connection
        speaks = connection is not None and connection.dialect == Dialect.REFERENCE
        return speaks and bool(self.chosen_model.abilities.get("wordless"))

    def _clean_duration(self) -> None:
        if self.value("duration").strip() and self.chosen_duration is None:
            self.add_error("duration", _("Whole seconds from 1 to %(longest)s.") % {"longest": self.longest})

    def _clean_quality(self) -> None:
        asked = {
            "format": (self.value("format"), self.chosen_format),
            "sample_rate": (self.value("sample_rate"), str(self.chosen_rate)),
            "bitrate": (self.value("bitrate") if self.bitrates else "", str(self.chosen_bitrate)),
        }
        for name, (named, chosen) in asked.items():
            if named not in ("", chosen):
                told = {"model": self.chosen_model.label, "named": named}
                self.add_error(name, _("%(model)s has no %(named)s.") % told)

    def _clean_source(self) -> None:
        file = self.files.get("source_file")
        if isinstance(file, UploadedFile):
            self._keep_source(file)
        song = self.source_song
        if "source" in self.errors:
            return
        if song is None:
            named = self.value("source")
            said = _("This sound is not in your library.") if named else _("Choose the song to cover.")
            self.add_error("source", said)
        elif wrong := unfit(song):
            self.add_error("source", wrong)

    def _keep_source(self, file: UploadedFile) -> None:
        """A file that came along is kept first, so that no error loses it."""
        try:
            asset = upload(team=self.team, author=self.author, file=file, kind=Asset.Kind.SOUND)
        except Unreadable as error:
            self.add_error("source", f"{file.name}: {_(str(error))}")
            return
        self.data = dict(self.data.items()) | {"source": str(asset.public_id)}

    # The wish

    def wish(self) -> dict[str, Any]:
        wish: dict[str, Any] = {
            "mode": self.chosen_mode,
            "model": self.chosen_model.name,
            "prompt": self.value("prompt").strip(),
            **{name: self.value(name).strip() for name in TRAITS},
            "lyrics": self.value("lyrics").strip() if self.has_lyrics else "",
            "duration": self.chosen_duration,
            "format": self.chosen_format,
            "sample_rate": self.chosen_rate,
            "bitrate": self.chosen_bitrate,
        }
        return wish | ({"source": self.value("source")} if self.chosen_mode == "cover" else {})

    def press(self, wish: dict[str, Any]) -> dict[str, Any]:
        """The song to cover by its content, as pictures are."""
        song = self.source_song if "source" in wish else None
        return wish | {"source": song.sha256} if song else wish

    def wishes(self) -> list[dict[str, Any]]:
        """As often as it is wanted: each is a song of its own."""
        return self.vary(self.wish())

    # Lyrics by the model

    @property
    def lyrics_price(self) -> Money:
        return price(Measure("lyrics"))

    def lyrics_request(self, mode: str) -> dict[str, Any]:
        """What is asked of the model: to write them from a description, or to change those that stand there."""
        asked = self.value("lyrics_wish").strip() or self.value("prompt").strip()
        return {"mode": mode, "prompt": asked, "lyrics": self.value("lyrics").strip() if mode == "edit" else ""}

    def lyrics_faults(self, mode: str) -> dict[str, str]:
        """Why that cannot be sent, by field."""
        request, faults = self.lyrics_request(mode), {}
        if not request["prompt"]:
            faults["lyrics_wish"] = _("Say what they are about, or what to change.")
        elif len(request["prompt"]) > LYRICS_WISH:
            told = {"count": len(request["prompt"]), "limit": LYRICS_WISH}
            faults["lyrics_wish"] = _("%(count)s characters; MiniMax takes %(limit)s.") % told
        if mode == "edit" and not request["lyrics"]:
            faults["lyrics"] = _("There are no lyrics to change yet.")
        elif len(request["lyrics"]) > LYRICS_EDITED:
            told = {"count": len(request["lyrics"]), "limit": LYRICS_EDITED}
            faults["lyrics"] = _("%(count)s characters; MiniMax takes %(limit)s.") % told
        return faults
