"""A room's form: what a person may ask for, what it costs, and the wishes that one press makes of it."""

import uuid
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from studio.accounts.models import User
from studio.catalogue.ask import prices_of
from studio.generations.actions import Wish
from studio.generations.recipes import get_recipe
from studio.library.actions import upload_image
from studio.library.examine import Unreadable
from studio.library.models import Asset
from studio.spend.pricing import price
from studio.teams.models import Team
from studio.web.money import Money
from studio.workroom.pictures import Chosen, Slot, SlotRule, find_picture

# What belongs to one press and is not kept with a preset.
OF_A_PRESS = {"client_key", "session"}


class WishForm(forms.Form):
    """The fields of a room. It is drawn from what was typed, sent or not; sent, it is also checked."""

    client_key = forms.UUIDField(required=False)
    # Its room's name; each picture that some request of it takes.
    room: ClassVar[str]
    slot_rules: ClassVar[Mapping[str, SlotRule]] = {}

    def __init__(self, *args: Any, team: Team, author: User | None = None, newest: str = "", **kwargs: Any) -> None:
        """`newest` is the field that was changed last: where two choices exclude each other, it stands."""
        super().__init__(*args, **kwargs)
        self.team, self.author, self.newest = team, author, newest
        self.pictures: dict[str, Chosen] = {}

    def value(self, name: str) -> str:
        """Browsers send a line's end as two characters; MiniMax counts one."""
        return str(self[name].value() or "").replace("\r\n", "\n").replace("\0", "")

    def values_of(self, name: str) -> list[str]:
        """Of a field that takes several."""
        return [str(one) for one in self[name].value() or []]

    @property
    def redraw(self) -> str:
        """Where it is drawn again with other choices."""
        return reverse(f"{self.room}-form", args=[self.team.slug])

    # The wish

    @property
    def kind(self) -> str:
        raise NotImplementedError

    def wish(self) -> dict[str, Any]:
        """The request as it stands, whether or not it could be sent: what the price is asked for."""
        raise NotImplementedError

    def wishes(self) -> list[dict[str, Any]]:
        """The requests of one press, in their order."""
        return [self.wish()]

    def to_start(self) -> list[Wish]:
        """What is asked for when it is sent."""
        return [Wish(self.kind, wish, self.press(wish)) for wish in self.wishes()]

    def press(self, wish: dict[str, Any]) -> dict[str, Any]:
        """What makes a wish the same again. Pictures by content: a file that comes twice is two assets, one wish."""
        return wish | {slot: [chosen.asset.sha256, chosen.last] for slot, chosen in self.pictures.items()}

    @property
    def price(self) -> Money:
        """Of all wishes together: the figure on the button. One that is unknown makes it unknown."""
        each = self.prices
        return sum_up(each) if all(money.amount is not None for money in each) else Money(None)

    @property
    def price_words(self) -> str:
        """The figure on the button; where some wishes have no known price, what is known and that there is more."""
        return tell_prices(self.prices)

    @cached_property
    def prices(self) -> list[Money]:
        """Of each wish."""
        recipe = get_recipe(self.kind)
        measures = [recipe.measure(self.team, wish) for wish in self.wishes()]
        rows = prices_of(*{measure.model for measure in measures})
        return [price(measure, rows if measure.also is None else None) for measure in measures]

    # Checks

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.team.connection is None:
            self.add_error(None, _("There is no connection to MiniMax yet, so nothing can be sent."))
        for slot in self.slots:
            self._clean_slot(slot, cleaned)
        return cleaned

    # Pictures

    @property
    def slots(self) -> list[str]:
        """The pictures that the wish needs as it stands."""
        return []

    @property
    def slot_fields(self) -> list[Slot]:
        return [Slot(self, name, self.slot_rules[name]) for name in self.slots]

    def picture(self, slot: str) -> Chosen | None:
        return find_picture(self.team, self.value(slot))

    def unfit(self, asset: Asset) -> str:
        """Why MiniMax would refuse this picture, or nothing."""
        return ""

    def _clean_slot(self, slot: str, cleaned: dict[str, Any]) -> None:
        """A picture of the library or a file that came along; a file is kept first, so that no error loses it."""
        file = self.files.get(f"{slot}_file")
        if isinstance(file, UploadedFile):
            self._keep_file(slot, file)
        picture = self.picture(slot)
        if slot in self.errors:
            return
        if picture is None:
            named = self.value(slot)
            self.add_error(slot, _("This picture is not in your library.") if named else _("Choose a picture."))
            return
        self.pictures[slot] = picture
        cleaned[slot] = self.value(slot)
        if wrong := self.unfit(picture.asset):
            self.add_error(slot, wrong)

    def _keep_file(self, slot: str, file: UploadedFile) -> None:
        try:
            asset = upload_image(team=self.team, author=self.author, file=file)
        except Unreadable as error:
            self.add_error(slot, f"{file.name}: {_(str(error))}")
            return
        self.data = dict(self.data.items()) | {slot: str(asset.public_id)}


class Several(forms.Form):
    """How often the same is asked for with one press, each a song or clip of its own."""

    MOST: ClassVar[int] = 4
    variants = forms.CharField(required=False)

    @property
    def variant_count(self) -> int:
        raw = str(self["variants"].value() or "")
        return int(raw) if raw in map(str, self.variant_choices) else 1

    def vary(self, wish: dict[str, Any]) -> list[dict[str, Any]]:
        """The wish as often as it is wanted; each of several says which it is."""
        count = self.variant_count
        return [wish | {"variant": [number + 1, count]} for number in range(count)] if count > 1 else [wish]

    @property
    def variant_choices(self) -> list[int]:
        return list(range(1, self.MOST + 1))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("variants", "") not in ("", *map(str, self.variant_choices)):
            self.add_error("variants", _("From 1 to %(most)s at once.") % {"most": self.MOST})
        return cleaned


def name_variant(request: dict[str, Any]) -> list[str]:
    """Which of several of one press it is, as a fact for its card; nothing for one alone."""
    if not request.get("variant"):
        return []
    number, count = request["variant"]
    return [_("%(number)s of %(count)s") % {"number": number, "count": count}]


def sum_up(parts: list[Money]) -> Money:
    """The sum of known amounts; nothing costs nothing."""
    amounts = [money.amount for money in parts if money.amount is not None]
    return Money(sum(amounts, Decimal(0)), parts[0].currency if parts else "USD")


def tell_prices(parts: list[Money]) -> str:
    """What several things cost together: the sum, or as much of it as is known."""
    known = [money for money in parts if money.amount is not None]
    if len(known) == len(parts):
        return str(sum_up(parts))
    return _("%(price)s + unknown") % {"price": sum_up(known)} if known else _("price unknown")


def read_values(form: type[forms.Form], sent: QueryDict) -> dict[str, Any]:
    """What a browser sent for each field, unchecked: a text, or a list where several can be chosen."""
    return {
        name: [one.replace("\0", "") for one in sent.getlist(name)]
        if isinstance(field, forms.MultipleChoiceField)
        else sent.get(name, "").replace("\0", "")
        for name, field in form.base_fields.items()
    }


def new_key() -> dict[str, Any]:
    """The name of the next press."""
    return {"client_key": uuid.uuid4()}
