"""How a file is built, in words: of pictures, films and sound."""

import io

import pytest
from PIL import Image

from studio.library import storage
from studio.library.asset_views import technical_facts
from studio.library.examine import Unreadable
from studio.library.technical import technical_of_medium, technical_of_picture
from tests import make, tones
from tests.soundtracks.films import film


def picture(mode: str, form: str, **how) -> bytes:
    file = io.BytesIO()
    Image.new(mode, (40, 30)).save(file, form, **how)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (picture("RGB", "JPEG", progressive=True, dpi=(300, 300)), {"Encoding": "Progressive", "Density": "300 dpi"}),
        (picture("RGBA", "PNG"), {"Format": "PNG", "Colours": "RGB with transparency, 8 bits each"}),
        (picture("L", "PNG"), {"Colours": "Greys, 8 bits", "Colour profile": "None"}),
        (picture("RGB", "WEBP", icc_profile=b"x" * 200), {"Format": "WEBP", "Colour profile": "Embedded"}),
    ],
)
def test_of_a_picture(tmp_path, content, told):
    path = tmp_path / "picture"
    path.write_bytes(content)
    assert dict(technical_of_picture(str(path))).items() >= told.items()


def test_of_sound(tmp_path):
    facts = dict(technical_of_medium(str(tones.write(tmp_path / "tone.wav", tones.tone(2)))))
    assert "PCM" in facts["Audio codec"]
    assert (facts["Channels"], facts["Bit rate"]) == ("Mono", "512 kbit/s")


def test_of_a_film_with_its_sound(tmp_path):
    path = tmp_path / "film.mp4"
    film(path, seconds=1, own=0.3)
    facts = dict(technical_of_medium(str(path)))
    assert "H.264" in facts["Video codec"]
    assert facts["Frame rate"].endswith("/ s")
    assert "AAC" in facts["Audio codec"]


def test_what_does_not_open_is_said(tmp_path):
    path = tmp_path / "broken"
    path.write_bytes(b"not at all")
    for look in (technical_of_picture, technical_of_medium):
        with pytest.raises(Unreadable):
            look(str(path))


def test_its_page_shows_it_once_asked(client, team, bo):
    client.force_login(bo)
    asset = make.asset(team)
    page = f"/{team.slug}/assets/{asset.public_id}/"
    assert f"{page}technical/" in client.get(page).content.decode()
    part = client.get(f"{page}technical/", headers={"HX-Request": "true"}).content.decode()
    assert "PNG" in part
    assert "<html" not in part
    assert "<html" in client.get(f"{page}technical/").content.decode()


def test_of_a_lost_file_it_says_that_it_does_not_open(client, team, bo):
    client.force_login(bo)
    asset = make.asset(team, sha256="0" * 64)
    storage.path_of(asset.key).unlink()
    assert technical_facts(asset) is None
    assert "does not open" in client.get(f"/{team.slug}/assets/{asset.public_id}/technical/").content.decode()
