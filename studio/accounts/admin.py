from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from studio.accounts.models import SignInLink, User
from studio.web.admin import KeptAdmin


@admin.register(User)
class PersonAdmin(UserAdmin):
    list_display = ["email", "name", "is_active", "is_staff", "last_login"]
    search_fields = ["email", "name"]
    ordering = ["email"]
    fieldsets = [
        (None, {"fields": ["email", "name", "password"]}),
        ("Rights", {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "name", "password1", "password2"]})]


@admin.register(SignInLink)
class SignInLinkAdmin(KeptAdmin):
    list_display = ["user", "created_at", "used_at"]
    readonly_fields = ["digest", "user", "created_at", "used_at"]
