"""The migration that writes down what was made before descents were kept."""

from importlib import import_module

from django.apps import apps

from tests import make

write_down = import_module("studio.library.migrations.0004_known_parents").write_down


def film(team, **request):
    return make.asset(team, kind="video", origin="made", mime="video/mp4", recipe={"request": request})


def test_the_pictures_of_an_earlier_clip_are_its_parents(team):
    first, last = make.asset(team), make.asset(team)
    clip = film(team, first_frame=str(first.public_id), last_frame=f"{last.public_id}#last")
    for _ in range(2):
        write_down(apps, None)
    assert sorted(clip.ancestry.values_list("role", "parent")) == [("first_frame", first.pk), ("last_frame", last.pk)]


def test_what_is_gone_or_anothers_is_left_out(team, cleo):
    theirs = make.asset(cleo.memberships.get().team)
    clip = film(team, first_frame=str(theirs.public_id), last_frame="nonsense", subject=None)
    film(team, first_frame="a" * 36)
    film(team)
    make.asset(team, kind="video", origin="made", mime="video/mp4", recipe={"request": "nonsense"})
    write_down(apps, None)
    assert not clip.ancestry.exists()
