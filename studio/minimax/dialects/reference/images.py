"""Images as reference.md asks for them; the fields that it lacks go along under MiniMax's names."""

from studio.minimax.dialects.official.images import IMAGE_SECONDS
from studio.minimax.dialects.shared import images as shared
from studio.minimax.dialects.shared.tasks import unprepared
from studio.minimax.images import ImageRequest
from studio.minimax.line import Call, json_body
from studio.minimax.terms import Unsaid

wants_file_ids = True
read = shared.read


def create(request: ImageRequest) -> Call:
    """A reference by file id. `style` is a word here; with a weight it takes MiniMax's form."""
    if request.reference is not None and request.reference.file_id is None:
        raise unprepared("reference")
    style: object = request.style
    if request.style and request.style_weight is not None:
        style = {"style_type": request.style, "style_weight": request.style_weight}
    fields = {
        "model": request.model,
        "prompt": request.prompt,
        "reference_image_id": request.reference and request.reference.file_id,
        "image_size": request.size,
        "image_ratio": request.ratio,
        "style": style,
        "n": request.count,
        "seed": request.seed,
        "response_format": request.output,
        "prompt_optimizer": request.prompt_optimizer,
        "aigc_watermark": request.aigc_watermark,
    }
    return Call("POST", "/v1/image_generation", json_body(fields), seconds=IMAGE_SECONDS)


def find_unsaid(request: ImageRequest) -> list[Unsaid]:
    return []
