"""What happens to notices by the clock."""

import time
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.core.mail import get_connection

from studio.jobs.work import work
from studio.notices.mail import obstacle, send
from studio.notices.models import Notice

AT_ONCE = 50
# Other sweeps wait for this one, and a mail server may be slow.
PATIENCE = 15.0


@work.sweep(timedelta(seconds=30), aside=True)
def send_mails() -> None:
    """Send what is due over one line; a turn ends when the line breaks or its time is over, and the next goes on."""
    if not settings.MAIL:
        return
    until = time.monotonic() + PATIENCE
    line = get_connection()
    for notice in Notice.objects.mail_due().select_related("person", "team")[:AT_ONCE]:
        if why := obstacle(notice):
            notice.drop_mail(why)
        elif notice.claim_mail() and not send(notice, line):
            break
        if time.monotonic() > until:
            break
    with suppress(OSError):
        line.close()
