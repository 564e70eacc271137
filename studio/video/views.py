"""The workroom of clips."""

from django.utils.translation import gettext_lazy

from studio.video.forms import VideoForm
from studio.workroom.rooms import Workroom

room = Workroom(
    "video",
    kinds=["video", "video_template"],
    form=VideoForm,
    example=gettext_lazy("A fishing boat leaves the harbour at dawn, gulls over the wake [Pan right]"),
    mode="text",
    prompt_optimizer=True,
    ratio="16:9",
    faults={1026: "prompt", 1027: "prompt"},
)
index, draw = room.index, room.draw
