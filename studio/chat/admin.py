from django.contrib import admin

from studio.chat.models import Conversation, Folder, Message, ToolCall
from studio.chat.team_models import ChatSettings
from studio.web.admin import KeptAdmin


@admin.register(Conversation)
class ConversationAdmin(KeptAdmin):
    list_display = ["public_id", "team", "author", "model", "spoken_at", "deleted_at"]
    list_filter = ["team", "model"]
    search_fields = ["public_id", "author__email"]
    readonly_fields = ["public_id", "team", "author", "tip", "forked_from", "titling", "press", "rev"]


@admin.register(Message)
class MessageAdmin(KeptAdmin):
    list_display = ["public_id", "conversation", "role", "model", "created_at"]
    list_filter = ["role", "model"]
    search_fields = ["public_id", "generation__public_id"]
    readonly_fields = ["public_id", "conversation", "parent", "generation", "press", "rev"]
    list_select_related = ["conversation"]


@admin.register(ToolCall)
class ToolCallAdmin(KeptAdmin):
    list_display = ["public_id", "name", "state", "settled_at"]
    list_filter = ["state", "name"]
    search_fields = ["public_id"]
    readonly_fields = ["public_id", "message", "generation"]


@admin.register(Folder)
class FolderAdmin(KeptAdmin):
    list_display = ["name", "team", "author"]
    readonly_fields = ["public_id", "team", "author"]


@admin.register(ChatSettings)
class ChatSettingsAdmin(KeptAdmin):
    list_display = ["team", "model", "max_tokens", "ask_above", "rounds"]
    readonly_fields = ["team"]
