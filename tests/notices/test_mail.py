"""The outbox: each mail once, after a failure again, after five given up, and none without a server."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone
from django.utils.translation import override

from studio.jobs.work import work
from studio.notices.mail import build_mail
from studio.notices.models import LOST, Mail, Notice
from studio.notices.sweeps import send_mails
from studio.teams.models import Membership
from tests.notices.smtp import mail_server


@pytest.fixture(autouse=True)
def _has_a_server(settings):
    settings.MAIL, settings.DEFAULT_FROM_EMAIL = True, "studio@example.org"
    mail.outbox.clear()


@pytest.fixture
def smtp(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_USE_TLS = False
    with mail_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        yield server


@pytest.fixture
def mailed(told):
    return lambda person, key="one", **about: told(person, key, mail=True, **about)


def later(**time) -> None:
    """As if time had passed for all that waits."""
    for notice in Notice.objects.exclude(mail_at=None):
        Notice.objects.filter(pk=notice.pk).update(mail_at=notice.mail_at - timedelta(**time))


def test_it_is_sent_once(ada, team, mailed):
    notice = mailed(ada, link=f"/{team.slug}/library/", params={"price": "R&D"})
    send_mails()
    send_mails()
    [sent] = mail.outbox
    assert (sent.to, sent.from_email, sent.subject) == (["ada@example.org"], "studio@example.org", "R&D held")
    assert sent.body.split("\n") == [
        "R&D held",
        "",
        "Trash",
        "",
        "http://localhost:8000/salt-marsh/library/",
        "",
        "You get this because you belong to the team Salt Marsh.",
    ]
    notice.refresh_from_db()
    assert (notice.mail, notice.mail_tries, notice.mail_error) == (Mail.SENT, 1, "")


def test_it_goes_out_by_the_clock_beside_other_work():
    assert work.sweeps["send_mails"].every == timedelta(seconds=30)
    assert work.sweeps["send_mails"].aside


def test_what_asks_for_no_mail_gets_none(ada, told):
    assert told(ada).mail == Mail.NONE
    send_mails()
    assert mail.outbox == []


def test_without_a_server_no_mail_is_due_then_or_ever(ada, mailed, settings):
    settings.MAIL = False
    assert mailed(ada).mail == Mail.NONE
    settings.MAIL = True
    send_mails()
    assert mail.outbox == []


def test_it_leads_to_the_public_address_and_where_notices_are_read(ada, mailed, settings):
    settings.PUBLIC_URL = "https://studio.example.org"
    assert "https://studio.example.org/salt-marsh/notices/" in build_mail(mailed(ada)).body
    of_none = build_mail(mailed(ada, "none", team=None)).body
    assert of_none.endswith("https://studio.example.org/")
    assert "team" not in of_none


def test_it_leads_to_the_port_that_is_served(ada, mailed, settings):
    (settings.DATA / "address").write_text("http://localhost:8177")
    assert "http://localhost:8177/salt-marsh/notices/" in build_mail(mailed(ada)).body


@pytest.mark.parametrize(("language", "subject"), [("en", "$0.28 held"), ("zh-hans", "冻结 $0.28")])
def test_it_is_written_in_the_studios_language(ada, mailed, settings, language, subject):
    settings.LANGUAGE_CODE = language
    with override("zh-hans" if language == "en" else "en"):
        assert build_mail(mailed(ada)).subject == subject


def test_its_subject_is_one_line(ada, mailed):
    notice = mailed(ada, params={"price": "1\r\nBcc: cleo@example.org\n"})
    assert build_mail(notice).subject == "1 Bcc: cleo@example.org held"


# Each once


def test_two_turns_cannot_both_take_it(ada, mailed):
    mailed(ada)
    first, second = Notice.objects.get(), Notice.objects.get()
    assert first.claim_mail()
    assert not second.claim_mail()


@pytest.mark.django_db(transaction=True)
def test_turns_at_the_same_time_send_each_once(ada, mailed):
    for number in range(20):
        mailed(ada, str(number), params={"price": str(number)})
    barrier = threading.Barrier(4)

    def turn():
        barrier.wait()
        send_mails()
        connection.close()

    threads = [threading.Thread(target=turn) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(sent.subject for sent in mail.outbox) == sorted(f"{number} held" for number in range(20))
    assert Notice.objects.whose_mail_is(Mail.SENT).count() == 20


def test_a_turn_that_died_is_made_good_after_ten_minutes_and_only_once(ada, mailed):
    notice = mailed(ada)
    assert notice.claim_mail()
    later(minutes=9)
    send_mails()
    assert mail.outbox == []
    later(minutes=2)
    again = Notice.objects.get()
    assert again.mail_error == LOST
    assert again.claim_mail()
    later(days=1)
    send_mails()
    assert mail.outbox == []
    assert Notice.objects.get().mail == Mail.GIVEN_UP


def test_a_turn_that_died_and_was_made_good_has_sent_it(ada, mailed):
    mailed(ada).claim_mail()
    later(minutes=11)
    send_mails()
    assert len(mail.outbox) == 1
    assert Notice.objects.get().mail == Mail.SENT


# Again, and not for ever


def test_a_real_server_gets_it_over_one_line(ada, bo, mailed, smtp):
    mailed(ada)
    mailed(bo)
    send_mails()
    assert smtp.lines == 1
    assert ["To: ada@example.org" in kept for kept in smtp.kept] == [True, False]
    assert "Auto-Submitted: auto-generated" in smtp.kept[1]


def test_after_a_failure_it_is_tried_again_in_ever_longer_pauses_and_given_up_after_five(ada, mailed, smtp):
    mailed(ada)
    smtp.refused.add("ada")
    pauses = []
    for _ in range(5):
        send_mails()
        notice = Notice.objects.get()
        if notice.mail_at:
            pauses.append(round((notice.mail_at - timezone.now()).total_seconds() / 60))
        send_mails()
        later(hours=2)
    assert pauses == [1, 5, 30, 120]
    assert (notice.mail, notice.mail_tries) == (Mail.GIVEN_UP, 5)
    assert "nobody of that name" in notice.mail_error
    smtp.refused.clear()
    send_mails()
    assert smtp.kept == []


def test_a_failure_that_passes_is_forgotten(ada, mailed, smtp):
    mailed(ada)
    smtp.refused.add("ada")
    send_mails()
    smtp.refused.clear()
    later(minutes=1)
    send_mails()
    notice = Notice.objects.get()
    assert (len(smtp.kept), notice.mail, notice.mail_tries, notice.mail_error) == (1, Mail.SENT, 2, "")


def test_a_refused_one_does_not_keep_the_next_from_going(ada, bo, mailed, smtp):
    mailed(ada)
    mailed(bo)
    smtp.refused.add("ada")
    send_mails()
    assert "To: bo@example.org" in smtp.kept[0]


def test_one_that_cannot_be_written_does_not_either(ada, bo, mailed):
    mailed(ada)
    Notice.objects.update(params={"other": "x"})
    mailed(bo)
    send_mails()
    assert [sent.to for sent in mail.outbox] == [["bo@example.org"]]
    assert "KeyError" in Notice.objects.get(person=ada).mail_error


def test_a_server_that_is_down_costs_one_try_a_turn(ada, bo, mailed, smtp):
    mailed(ada)
    mailed(bo)
    smtp.shutdown()
    smtp.server_close()
    send_mails()
    assert list(Notice.objects.order_by("id").values_list("mail_tries", flat=True)) == [1, 0]


# Not any more


def test_who_left_the_team_gets_no_mail_of_it(ada, bo, mailed):
    mailed(bo)
    mailed(bo, "none", team=None)
    Membership.objects.filter(user=bo).delete()
    send_mails()
    assert len(mail.outbox) == 1
    assert Notice.objects.get(key="one").mail_error == "The person has left the team."


def test_a_closed_account_gets_none(bo, mailed):
    mailed(bo)
    type(bo).objects.filter(pk=bo.pk).update(is_active=False)
    send_mails()
    assert mail.outbox == []


def test_what_waited_for_a_day_is_no_news(ada, mailed):
    mailed(ada)
    later(hours=25)
    send_mails()
    assert mail.outbox == []
    assert Notice.objects.get().mail == Mail.GIVEN_UP
