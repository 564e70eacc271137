from django.urls import path

from studio.chat import acts, lists, views

urlpatterns = [
    path("", views.index, name="chat"),
    path("search/", lists.search, name="chat-search"),
    path("<uuid:conversation_id>/", views.show, name="conversation"),
    path("<uuid:conversation_id>/say/", views.say, name="conversation-say"),
    path("<uuid:conversation_id>/thread/", views.thread, name="conversation-thread"),
    path("<uuid:conversation_id>/gauge/", views.gauge, name="conversation-gauge"),
    path("<uuid:conversation_id>/price/", views.price, name="conversation-price"),
    path("<uuid:conversation_id>/settings/", acts.settings, name="conversation-settings"),
    path("<uuid:conversation_id>/rename/", acts.rename, name="conversation-rename"),
    path("<uuid:conversation_id>/pin/", acts.pin, name="conversation-pin"),
    path("<uuid:conversation_id>/folder/", acts.folder, name="conversation-folder"),
    path("<uuid:conversation_id>/delete/", acts.delete, name="conversation-delete"),
    path("<uuid:conversation_id>/restore/", acts.restore, name="conversation-restore"),
    path("<uuid:conversation_id>/export/<str:format>/", acts.export, name="conversation-export"),
    path("<uuid:conversation_id>/calls/<uuid:call_id>/allow/", acts.allow, name="call-allow"),
    path("<uuid:conversation_id>/calls/<uuid:call_id>/decline/", acts.decline, name="call-decline"),
    path("<uuid:conversation_id>/messages/<uuid:message_id>/", views.message, name="message"),
    path("<uuid:conversation_id>/messages/<uuid:message_id>/edit/", views.edit, name="message-edit"),
    path("<uuid:conversation_id>/messages/<uuid:message_id>/stop/", acts.stop, name="message-stop"),
    path("<uuid:conversation_id>/messages/<uuid:message_id>/again/", acts.again, name="message-again"),
    path("<uuid:conversation_id>/messages/<uuid:message_id>/go-on/", acts.go_on, name="message-go-on"),
    path("<uuid:conversation_id>/messages/<uuid:message_id>/show/", acts.choose, name="message-show"),
    path("<uuid:conversation_id>/messages/<uuid:message_id>/fork/", acts.fork, name="message-fork"),
]
