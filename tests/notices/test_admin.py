"""Notices in the administration: read only, but for having a mail sent again."""

import pytest
from django.core import mail
from django.urls import reverse

from studio.accounts.models import User
from studio.audit.models import Record
from studio.notices.models import Mail, Notice
from studio.notices.sweeps import send_mails
from tests import make

LIST = "/admin/notices/notice/"


@pytest.fixture
def admin(client, db, settings):
    settings.MAIL = True
    client.force_login(make.person("Root", is_staff=True, is_superuser=True))
    return client


def again(admin, notice: Notice) -> str:
    answer = admin.post(LIST, {"action": "send_again", "_selected_action": [notice.pk]}, follow=True)
    return answer.content.decode()


def test_it_says_what_became_of_each_mail(admin, ada, told):
    told(ada, mail=True)
    Notice.objects.update(mail_at=None, mail_tries=5, mail_error="SMTPDataError: full")
    shown = admin.get(LIST).content.decode()
    assert "Given up" in shown
    assert "SMTPDataError: full (try 5)" in shown


@pytest.mark.parametrize("mail", Mail.values)
def test_it_can_be_sorted_by_that(admin, ada, told, mail):
    told(ada)
    shown = admin.get(LIST, {"mail": mail}).content.decode()
    assert ("$0.28 held" in shown) == (mail == Mail.NONE)
    assert Notice.objects.get().mail == Mail.NONE


def test_a_mail_can_be_sent_again_and_that_is_recorded(admin, ada, told):
    notice = told(ada, mail=True)
    send_mails()
    assert "1 mail goes out again." in again(admin, notice)
    send_mails()
    assert len(mail.outbox) == 2
    assert Record.objects.get(what="notice.mailed_again").object_id == str(notice.public_id)


def test_what_is_still_to_be_tried_is_left_alone(admin, ada, told):
    notice = told(ada, mail=True)
    notice.claim_mail()
    assert "0 mails go out again." in again(admin, notice)
    send_mails()
    assert mail.outbox == []


def test_without_a_server_it_says_what_is_missing(admin, ada, told, settings):
    settings.MAIL = False
    assert "STUDIO_MAIL_HOST" in again(admin, told(ada, mail=True))
    assert Notice.objects.get().mail == Mail.NONE


def test_nothing_can_be_added_changed_or_deleted(admin, ada, told):
    page = f"{LIST}{told(ada).pk}/"
    assert admin.get(f"{LIST}add/").status_code == 403
    assert admin.post(f"{page}change/", {}).status_code == 403
    assert admin.post(f"{page}delete/", {"post": "yes"}).status_code == 403
    again = {"action": "delete_selected", "_selected_action": [Notice.objects.get().pk], "post": "yes"}
    admin.post(LIST, again)
    assert Notice.objects.count() == 1


def test_a_person_can_still_be_deleted_with_theirs(admin, ada, bo, told):
    told(bo)
    admin.post(reverse("admin:accounts_user_delete", args=[bo.pk]), {"post": "yes"})
    assert not User.objects.filter(pk=bo.pk).exists()
    assert Notice.objects.count() == 0


def test_who_may_only_look_cannot_send(client, ada, told):
    from django.contrib.auth.models import Permission

    looker = make.person("Vic", is_staff=True)
    looker.user_permissions.add(Permission.objects.get(codename="view_notice"))
    client.force_login(looker)
    notice = told(ada)
    assert "Send the mail again" not in client.get(LIST).content.decode()
    client.post(LIST, {"action": "send_again", "_selected_action": [notice.pk]})
    assert Notice.objects.get().mail == Mail.NONE
