"""What a file is called: as its person called it when it comes, and with one ending when it goes."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from studio.library.intake import upload_image
from studio.library.models import Asset
from studio.library.names import download_name
from tests import make


@pytest.mark.parametrize(
    ("title", "key", "called"),
    [
        ("tone.wav", "a/original.wav", "tone.wav"),
        ("tone-wav", "a/original.wav", "tone.wav"),
        ("Tone.WAV", "a/original.wav", "Tone.wav"),
        ("Night tone", "a/original.wav", "Night-tone.wav"),
        ("photo.jpeg", "a/original.jpg", "photo.jpg"),
        ("wav", "a/original.wav", "wav.wav"),
        ("a new wave", "a/original.wav", "a-new-wave.wav"),
        (f"{'fog ' * 30}.wav", "a/original.wav", f"{'fog-' * 14}fog.wav"),
        ("Cafe\u0301", "a/original.mp4", "Caf\u00e9.mp4"),
        ("...", "a/original.mp4", "video.mp4"),
    ],
)
def test_a_download_has_its_ending_once(title, key, called):
    assert download_name(Asset(title=title, key=key, kind="video")) == called


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("The %22Old%22 pier.png", 'The "Old" pier.png'),
        ("a%0D%0Ab.png", "ab.png"),
        ("100%25 %20 %2F.png", "100%25 %20 %2F.png"),
        ("%2522.png", "%2522.png"),
    ],
)
def test_a_name_is_as_it_was_before_a_browser_sent_it(team, bo, sent, name):
    asset = upload_image(team=team, author=bo, file=SimpleUploadedFile(sent, make.png()))
    assert asset.name == name
