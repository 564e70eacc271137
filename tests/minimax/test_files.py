"""Files at the sandbox, in both dialects."""

import pytest

from studio.minimax import FilePurpose, InvalidKey, MiniMax, NotFound

TEXT = "Die Brücke\n".encode() * 20_000


async def upload(api, name="words.txt", content=TEXT, purpose=FilePurpose.SPEECH_TEXT):
    return await api.files.upload(name=name, content=content, mime="text/plain", purpose=purpose)


async def read(api, file_id):
    async with api.files.content(file_id) as content:
        return b"".join([chunk async for chunk in content.chunks]), content


async def test_it_keeps_lists_reads_and_deletes(api):
    file = await upload(api)
    assert (file.name, file.size, file.purpose) == ("words.txt", len(TEXT), "t2a_async_input")
    assert [found.file_id for found in await api.files.list()] == [file.file_id]
    assert (await api.files.info(file.file_id)).created_at == file.created_at
    assert (await read(api, file.file_id))[0] == TEXT
    await api.files.delete(file.file_id, purpose=FilePurpose.SPEECH_TEXT)
    with pytest.raises(NotFound):
        await api.files.info(file.file_id)
    with pytest.raises(NotFound):
        await read(api, file.file_id)


async def test_it_uploads_from_the_disk(api, tmp_path):
    path = tmp_path / "draft"
    path.write_bytes(TEXT)
    file = await upload(api, content=path)
    data, content = await read(api, file.file_id)
    assert data == TEXT
    assert content.size == len(TEXT)


async def test_it_reads_a_small_json_file_as_a_file(api):
    file = await upload(api, name="lines.jsonl", content=b'{"a": 1}\n', purpose="retrieval")
    assert (await read(api, file.file_id))[0] == b'{"a": 1}\n'


async def test_it_lists_one_purpose(api):
    await upload(api)
    other = await upload(api, name="b.txt", purpose="retrieval")
    assert [found.file_id for found in await api.files.list(purpose="retrieval")] == [other.file_id]
    assert len(await api.files.list(limit=1)) == 1


async def test_it_keeps_names_with_quotes_and_umlauts(api):
    file = await upload(api, name='Grüße "an" alle.txt')
    assert "Grüße" in file.name


async def test_it_is_refused_with_a_wrong_key(api, wires):
    stranger = MiniMax(root=api.root, key="sk-api-not-a-key-here", dialect=api.dialect, wires=wires)
    with pytest.raises(InvalidKey):
        await stranger.files.list()
