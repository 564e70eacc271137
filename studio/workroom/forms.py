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
from studio.catalogue.ask import models_of, prices_of
from studio.catalogue.models import Model
from studio.generations.actions import NothingOffered, Wish
from studio.generations.recipes import get_recipe
from studio.library.examine import Unreadable
from studio.library.intake import upload_image
from studio.library.marks import Project
from studio.library.models import Asset
from studio.spend.pricing import price
from studio.teams.models import Team
from studio.web.ids import as_uuid
from studio.web.money import Money
from studio.workroom.pictures import Chosen, Slot, SlotRule, find_picture

# What belongs to one press and is not kept with a preset.
OF_A_PRESS = {"client_key", "session", "project"}


class WishForm(forms.Form):
    """The fields of a room. It is drawn from what was typed, sent or not; sent, it is also checked."""

    client_key = forms.UUIDField(required=False)
    mode = forms.CharField(required=False)
    model = forms.CharField(required=False)
    project = forms.CharField(required=False)
    # Its room's name, which is also the family of its models; what can be asked of it, each with its name, the usual
    # first; each picture that some request of it takes.
    room: ClassVar[str]
    modes: ClassVar[Mapping[str, Any]] = {}
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

    # Where its results go

    @cached_property
    def projects(self) -> list[Project]:
        return list(Project.objects.of(self.team))

    @cached_property
    def chosen_project(self) -> Project | None:
        named = as_uuid(self.value("project"))
        return next((one for one in self.projects if one.public_id == named), None)

    # What is asked for, and of which model

    @cached_property
    def all_models(self) -> list[Model]:
        """What the catalogue offers. Raises NothingOffered."""
        offered = models_of(self.room)
        if not offered:
            raise NothingOffered
        return offered

    def can(self, model: Model, mode: str) -> bool:
        """Can this model do what the mode asks?"""
        return True

    @cached_property
    def mode_choices(self) -> list[tuple[str, Any]]:
        """The modes that some model has."""
        have = [
            (mode, label) for mode, label in self.modes.items() if any(self.can(row, mode) for row in self.all_models)
        ]
        if not have:
            raise NothingOffered
        return have

    @property
    def chosen_mode(self) -> str:
        """The one that was named, if it is to be had; else the first."""
        modes = dict(self.mode_choices)
        return self.value("mode") if self.value("mode") in modes else next(iter(modes))

    @property
    def is_offered(self) -> bool:
        """Is there anything that can be asked for?"""
        try:
            return bool(self.mode_choices)
        except NothingOffered:
            return False

    @property
    def models(self) -> list[Model]:
        """Those that can do what is asked."""
        return [row for row in self.all_models if self.can(row, self.chosen_mode)]

    @property
    def chosen_model(self) -> Model:
        """The one that was named, if it can do what is asked; else the first."""
        named = [row for row in self.models if row.name == self.value("model")]
        return (named or self.models)[0]

    @property
    def access_note(self) -> str:
        """To whom MiniMax opens the model, told where the real one is asked."""
        if self.team.connection is None or self.team.connection.sandbox:
            return ""
        note = self.chosen_model.abilities.get("access", "")
        return _(note) if note else ""

    @property
    def model_instead(self) -> str:
        """Where the model that was named cannot do what is asked: a sentence that says which one stands there now."""
        named = self.value("model")
        if named in ("", self.chosen_model.name):
            return ""
        label = next((row.label for row in self.all_models if row.name == named), named)
        return _("%(named)s cannot do this, so it is %(chosen)s now.") % {
            "named": label,
            "chosen": self.chosen_model.label,
        }

    def check_model(self) -> None:
        """The model must be offered, and able to do what is asked."""
        named = self.value("model")
        if named in ("", self.chosen_model.name):
            return
        label = next((row.label for row in self.all_models if row.name == named), "")
        told = {"model": label, "others": ", ".join(row.label for row in self.models)}
        said = _("%(model)s cannot do this; choose %(others)s.") if label else _("This model is not offered.")
        self.add_error("model", said % told)

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
        if self.value("mode") not in ("", self.chosen_mode):
            self.add_error("mode", _("No model offers this at the moment."))
        if self.team.connection is None:
            self.add_error(None, _("There is no connection to MiniMax yet, so nothing can be sent."))
        if self.value("project") and self.chosen_project is None:
            self.add_error("project", _("This project was deleted meanwhile. Choose another, or none."))
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
