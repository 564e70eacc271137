"""In Django's admin links are looked at: what is allowed and revoked is written down, nothing is behind its back."""

import pytest
from django.contrib.admin.sites import site
from django.urls import reverse

from studio.accounts.models import User
from studio.sharing.models import MarkedFilm, Share, SharingSettings


@pytest.fixture
def staff(rf) -> object:
    request = rf.get("/")
    request.user = User(email="staff@studio.example", is_staff=True, is_superuser=True, is_active=True)
    return request


@pytest.mark.parametrize(("model", "deletes"), [(SharingSettings, False), (Share, False), (MarkedFilm, True)])
def test_who_may_do_all_may_only_look(staff, model, deletes):
    page = site.get_model_admin(model)
    may = [page.has_view_permission(staff), page.has_add_permission(staff), page.has_change_permission(staff)]
    assert (may, page.has_delete_permission(staff)) == ([True, False, False], deletes)


def test_a_link_opens_there_without_its_secrets(staff, show, picture):
    share = show(picture, password="open sesame")
    MarkedFilm.objects.create(asset=picture)
    for row in (share, SharingSettings.objects.get(), MarkedFilm.objects.get()):
        page = site.get_model_admin(type(row)).change_view(staff, str(row.pk))
        text = page.render().content.decode()
        assert [secret for secret in (share.token, share.token_hash, share.password) if secret in text] == []
        assert 'name="_save"' not in text


def test_their_pages_have_addresses():
    assert reverse("admin:sharing_share_changelist")
