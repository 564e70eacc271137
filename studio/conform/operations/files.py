"""Files, models and embeddings."""

from studio.conform.checks import Wrong, expect
from studio.conform.operations.kit import Kit, operation
from studio.minimax import EmbeddingKind, FilePurpose, MiniMax, NotFound
from studio.spend.pricing import Measure


@operation("files: upload, look up, list, read, delete")
async def files(api: MiniMax, kit: Kit) -> None:
    text = f"The tide, {kit.mark}.\n".encode() * 40
    kept = await api.files.upload(name="tide.txt", content=text, mime="text/plain", purpose=FilePurpose.SPEECH_TEXT)
    expect(kept.size == len(text), f"size is {kept.size}, sent were {len(text)} bytes")
    expect(kept.name == "tide.txt", f"name is {kept.name!r}")
    found = await api.files.info(kept.file_id)
    expect(found.file_id == kept.file_id, "another file is looked up")
    listed = await api.files.list(purpose=FilePurpose.SPEECH_TEXT)
    expect(kept.file_id in [file.file_id for file in listed], "the list does not show the file")
    async with api.files.content(kept.file_id) as content:
        read = b"".join([chunk async for chunk in content.chunks])
    expect(read == text, "other bytes are read than were written")
    await api.files.delete(kept.file_id, purpose=FilePurpose.SPEECH_TEXT)
    try:
        await api.files.info(kept.file_id)
    except NotFound:
        return
    raise Wrong("the file is still there after deleting")


@operation("models: list")
async def models(api: MiniMax, kit: Kit) -> None:
    listed = await api.models.list()
    expect(any(model.model_id.startswith("MiniMax-") for model in listed), "no model of MiniMax is listed")


@operation("embeddings: create", Measure("embo-01"))
async def embeddings(api: MiniMax, kit: Kit) -> None:
    made = await api.embeddings.create(["the tide", "the tides", "a ledger"], EmbeddingKind.DB)
    expect({len(vector) for vector in made.vectors} == {1536}, "a vector has not 1,536 numbers")
    expect(made.total_tokens, "total_tokens is not told")
