"""What MiniMax tells us by itself (official.md 5.1): the token in the address names the attempt."""

import json
import re
from uuid import UUID

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from studio.generations.models import Generation, State
from studio.generations.resolve import take_up
from studio.jobs.runner import get_runner

LARGEST = 64 * 1024
ID = re.compile(r"[\w-]{1,128}", re.ASCII)


@csrf_exempt
@require_POST
async def callback(request: HttpRequest, token: UUID) -> HttpResponse:
    """Echo the challenge within 3 s; take a task's word only as a hint to look for ourselves.

    No session and no cookie is read: whoever knows the token can only make us ask MiniMax.
    """
    if len(request.body) > LARGEST:
        return JsonResponse({"error": "too large"}, status=413)
    try:
        message = json.loads(request.body)
    except (ValueError, RecursionError):
        return JsonResponse({"error": "not JSON"}, status=400)
    if not isinstance(message, dict):
        return JsonResponse({"error": "not an object"}, status=400)
    if "challenge" in message:
        return JsonResponse({"challenge": str(message["challenge"])[:1000]})
    await sync_to_async(hear)(token, str(message.get("task_id", "")))
    return JsonResponse({"ok": True})


def hear(token: UUID, task_id: str) -> None:
    gen = Generation.objects.filter(submit_token=token).first()
    if gen is None or not ID.fullmatch(task_id):
        return
    if gen.state == State.UNCERTAIN:
        take_up(gen, task_id, by="callback")
    elif gen.state == State.RUNNING:
        get_runner().poke(gen.pk)
