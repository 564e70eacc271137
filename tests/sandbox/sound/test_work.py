import subprocess
import sys

import pytest

from studio.sandbox.crew import Unfit
from studio.sandbox.sound.formats import AudioFormat
from studio.sandbox.sound.speech import Speech
from studio.sandbox.sound.work import Chunk, Spoken, measuring, speech
from tests.sandbox.sound.hearing import TEXT, VOICE, decoded


def test_speech_comes_in_chunks_with_its_sentences_and_ends_with_the_figures():
    *chunks, end = speech(Speech(TEXT, VOICE), AudioFormat("mp3", 24000, 64000))
    assert all(isinstance(chunk, Chunk) for chunk in chunks)
    assert isinstance(end, Spoken)
    data = b"".join(chunk.data for chunk in chunks)
    rate, _, samples = decoded(data)
    assert rate == 24000
    assert end.info.audio_length == pytest.approx(samples.shape[1] * 1000 / rate, abs=100)
    assert end.info.audio_size == len(data)
    assert [chunk.sentence for chunk in chunks if chunk.sentence] == list(end.sentences)
    assert end.sentences[-1].end == pytest.approx(end.info.audio_length, abs=1)


def test_a_whole_file_is_one_chunk():
    chunk, end = speech(Speech(TEXT, VOICE), AudioFormat("wav", 16000), whole=True)
    assert int.from_bytes(chunk.data[40:44], "little") == len(chunk.data) - 44
    assert len(end.sentences) == 2


def test_bad_input_is_unfit_and_names_its_field(tmp_path):
    with pytest.raises(Unfit, match=r"^text: "):
        list(speech(Speech("<#0#>", VOICE), AudioFormat()))
    with pytest.raises(Unfit, match=r"^file_id: "):
        list(measuring(tmp_path / "missing"))


def test_the_web_process_imports_nothing_heavy():
    code = (
        "import sys, studio.sandbox.sound.work, studio.sandbox.sound.voices, studio.sandbox.sound.emotions;"
        "print({'numpy', 'av', 'janome', 'espeakng_loader', 'django'} & set(sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"
