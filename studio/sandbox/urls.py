"""The sandbox's addresses: MiniMax's own and, beside them, those of the reference.

`list`, `retrieve` and `retrieve_content` come before `<file_id>`, which would swallow them.
"""

import secrets

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from . import (
    anthropic,
    chat,
    downloads,
    embeddings,
    files,
    images,
    lyrics,
    models_list,
    music,
    music_cover,
    speech,
    speech_long,
    transcripts,
    video,
    video_templates,
    video_v2,
    voice_clone,
    voice_design,
    voices,
)
from .door import by_method
from .errors import NotFound, Style, refusal


@csrf_exempt
def lost(request: HttpRequest, exception: Exception | None = None, **_parts: str) -> HttpResponse:
    reply = refusal(NotFound(f"no such endpoint: {request.path[:120]}"), Style.REFERENCE)
    reply["Trace-Id"] = secrets.token_hex(16)
    return reply


urlpatterns = [
    path("v1/text/chatcompletion_v2", by_method(post=chat.native)),
    path("v1/chat/completions", by_method(post=chat.compatible)),
    path("anthropic/v1/messages", by_method(post=anthropic.messages)),
    path("anthropic/v1/messages/count_tokens", by_method(post=anthropic.count_tokens)),
    path("v1/models", by_method(get=models_list.index)),
    path("v1/models/<name>", by_method(get=models_list.show)),
    path("v1/embeddings", by_method(post=embeddings.create)),
    path("v1/t2a_v2", by_method(post=speech.native)),
    path("v1/tts", by_method(post=speech.reference)),
    path("v1/t2a_async_v2", by_method(post=speech_long.create)),
    path("v1/query/t2a_async_query_v2", by_method(get=speech_long.query)),
    path("v1/text_to_speech/async", by_method(post=speech_long.create_plain)),
    path("v1/text_to_speech/async/<task_id>", by_method(get=speech_long.show)),
    path("v1/get_voice", by_method(post=voices.index)),
    path("v1/delete_voice", by_method(post=voices.delete)),
    path("v1/voice_clone", by_method(post=voice_clone.native)),
    path("v1/voice_clone/upload", by_method(post=voice_clone.upload)),
    path("v1/voice_clone/create", by_method(post=voice_clone.reference)),
    path("v1/voice_design", by_method(post=voice_design.native)),
    path("v1/voice_design/create", by_method(post=voice_design.reference)),
    path("v1/speech_to_text", by_method(post=transcripts.create)),
    path("v1/image_generation", by_method(post=images.create)),
    path("v1/music_generation", by_method(post=music.create)),
    path("v1/music_cover_preprocess", by_method(post=music_cover.preprocess)),
    path("v1/lyrics_generation", by_method(post=lyrics.create)),
    path("v1/video_generation", by_method(post=video.create)),
    path("v1/video_generation/<task_id>", by_method(get=video.show)),
    path("v1/query/video_generation", by_method(get=video.query)),
    path("v1/video_template_generation", by_method(post=video_templates.create)),
    path("v1/query/video_template_generation", by_method(get=video_templates.query)),
    path("v2/video_generation", by_method(post=video_v2.create)),
    path("v2/video_generation/<task_id>", by_method(delete=video_v2.remove)),
    path("v2/query/video_generation", by_method(get=video_v2.index)),
    path("v2/query/video_generation/<task_id>", by_method(get=video_v2.query)),
    path("v1/files", by_method(get=files.list_newest)),
    path("v1/files/upload", by_method(post=files.upload)),
    path("v1/files/list", by_method(get=files.list_by_purpose)),
    path("v1/files/retrieve", by_method(get=files.retrieve)),
    path("v1/files/retrieve_content", by_method(get=files.retrieve_content)),
    path("v1/files/delete", by_method(post=files.delete)),
    path("v1/files/<file_id>", files.one),
    path("v1/files/<file_id>/content", by_method(get=files.content)),
    path("downloads/<int:file_id>/<token>", by_method(get=downloads.download, head=downloads.download)),
    re_path(r"^(v[12]|anthropic)/", lost),
]
