from django.contrib import admin

from studio.soundtracks.models import Soundtrack
from studio.web.admin import KeptAdmin


@admin.register(Soundtrack)
class SoundtrackAdmin(KeptAdmin):
    list_display = ["public_id", "team", "author", "state", "created_at"]
    list_filter = ["state", "team"]
    search_fields = ["public_id"]
    readonly_fields = ["public_id", "team", "author", "clip", "song", "asset", "client_key", "rev"]
    list_select_related = ["team", "author"]
