"""The lines of a script: what is stale, what a press makes, what it costs, and that none costs another."""

from decimal import Decimal

from studio.generations.models import Generation, State
from studio.speech import edit
from studio.speech.models import Line
from studio.speech.takes import make_all, make_take, price_of, restore, state_of, to_make, with_takes
from studio.voices.ask import find_voice
from tests.speech.conftest import VOICE, end, own_voice


def states(script) -> list[str]:
    return [state_of(line, script) for line in with_takes(script)]


def test_a_script_begins_with_its_paragraphs_and_speakers(script):
    assert [(line.speaker, line.text) for line in with_takes(script)] == [
        ("Ada", "Did you hear the bell?"),
        ("Bo", "Only the wind."),
        ("Ada", "There it is again."),
    ]
    assert states(script) == ["unmade"] * 3


def test_one_press_makes_everything_at_the_price_that_it_said(script, ada):
    lines = with_takes(script)
    characters = sum(len(line.text) for line in lines)
    assert price_of(script, lines).amount == Decimal(characters) / 10_000
    takes = make_all(script=script, who=ada)
    assert sum(take.generation.price for take in takes) == Decimal(characters) / 10_000
    assert states(script) == ["making"] * 3
    assert make_all(script=script, who=ada) == [], "a second press makes nothing twice"
    assert Generation.objects.count() == 3


def test_a_failed_line_never_costs_the_others(script, ada):
    first, second, third = make_all(script=script, who=ada)
    end(first)
    end(second, State.FAILED)
    end(third)
    assert states(script) == ["made", "failed", "made"]
    assert [line.text for line in to_make(script, with_takes(script))] == ["Only the wind."]
    assert script.team.entries.filter(kind="settle").count() == 2
    assert script.team.entries.filter(kind="release").count() == 1


def test_an_edit_makes_one_line_stale_and_an_edit_back_makes_it_fresh(script, ada):
    for take in make_all(script=script, who=ada):
        end(take)
    line = with_takes(script)[1]
    edit.edit_line(line=line, text="Only the wind, I think.", speaker="Bo", voice=find_voice(script.team, VOICE))
    assert states(script) == ["made", "stale", "made"]
    edit.edit_line(line=line, text="Only the wind.", speaker="Bo", voice=find_voice(script.team, VOICE))
    assert states(script) == ["made"] * 3


def test_another_voice_or_manner_makes_stale(script, ada):
    for take in make_all(script=script, who=ada):
        end(take)
    edit.give_voice(script=script, speaker="Bo", voice=find_voice(script.team, "English_CalmWoman"))
    assert states(script) == ["made", "stale", "made"]
    edit.set_manner(script=script, title="The bell", manner={**script.settings, "speed": 1.5})
    assert states(script) == ["stale"] * 3


def test_an_earlier_take_is_kept_and_can_be_taken_back(script, ada):
    line = with_takes(script)[0]
    first = make_take(line=line, script=script, who=ada)
    end(first)
    line = Line.objects.get(pk=line.pk)
    second = make_take(line=line, script=script, who=ada)
    assert second.pk != first.pk
    end(second)
    line = with_takes(script)[0]
    assert line.take_id == second.pk
    first.refresh_from_db()
    assert restore(line=line, take=first)
    assert with_takes(script)[0].take_id == first.pk


def test_an_earlier_take_brings_its_words_and_its_voice_back(script, ada):
    for take in make_all(script=script, who=ada):
        end(take)
    line = with_takes(script)[1]
    first = line.take
    edit.edit_line(line=line, text="The wind, Ada.", speaker="Bo", voice=find_voice(script.team, "Arnold"))
    end(make_take(line=line, script=script, who=ada))
    line = with_takes(script)[1]
    assert restore(line=line, take=first)
    assert (line.text, line.voice, states(script)) == ("Only the wind.", VOICE, ["made"] * 3)


def test_words_that_no_take_has_yet_stay_and_a_locked_line_keeps_its_take(script, ada):
    end(make_take(line=with_takes(script)[1], script=script, who=ada))
    line = with_takes(script)[1]
    edit.edit_line(line=line, text="Never spoken.", speaker="Bo", voice=find_voice(script.team, VOICE))
    assert restore(line=line, take=line.take)
    assert (line.text, states(script)[1]) == ("Never spoken.", "stale")
    edit.lock_line(line=line, on=True)
    assert not restore(line=line, take=line.take)


def test_a_take_that_failed_cannot_be_taken_back(script, ada):
    line = with_takes(script)[0]
    failed = make_take(line=line, script=script, who=ada)
    end(failed, State.FAILED)
    assert not restore(line=with_takes(script)[0], take=failed)


def test_a_failed_line_keeps_its_earlier_take(script, ada):
    end(make_take(line=with_takes(script)[0], script=script, who=ada))
    again = make_take(line=with_takes(script)[0], script=script, who=ada)
    end(again, State.FAILED)
    line = with_takes(script)[0]
    assert (line.take is not None, state_of(line, script)) == (True, "failed")


def test_pressed_twice_a_line_is_spoken_once(script, ada):
    line = with_takes(script)[0]
    stale_copy = Line.objects.select_related("making__generation").get(pk=line.pk)
    first = make_take(line=line, script=script, who=ada)
    assert make_take(line=stale_copy, script=script, who=ada) == first
    assert Generation.objects.count() == 1


def test_a_locked_line_is_neither_changed_nor_made(script, ada):
    line = with_takes(script)[0]
    edit.lock_line(line=line, on=True)
    assert not edit.edit_line(line=line, text="x", speaker="", voice=find_voice(script.team, VOICE))
    assert not edit.delete_line(line=line)
    assert edit.give_voice(script=script, speaker="Ada", voice=find_voice(script.team, "English_CalmWoman")) == 1
    assert [one.position for one in to_make(script, with_takes(script))] == [2048.0, 3072.0]


def test_a_new_line_goes_between_two_and_speaks_like_its_neighbour(script):
    first = with_takes(script)[0]
    added = edit.add_line(script=script, after=first)
    lines = with_takes(script)
    assert [line.pk for line in lines].index(added.pk) == 1
    assert (added.speaker, added.voice) == ("Ada", VOICE)
    assert added not in to_make(script, lines), "nothing is said yet"


def test_a_voices_first_use_is_counted_once_for_all_lines(script, ada, team):
    voice = own_voice(team)
    edit.give_voice(script=script, speaker="Ada", voice=find_voice(team, voice.ref))
    characters = sum(len(line.text) for line in with_takes(script))
    assert price_of(script, with_takes(script)).amount == Decimal("1.5") + Decimal(characters) / 10_000
