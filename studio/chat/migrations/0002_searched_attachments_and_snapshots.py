from django.db import migrations, models
import django.db.models.deletion

import studio.search.fields
from studio.search.index import FullText
from studio.search.words import split


def drop_orphans(apps, schema_editor):
    """Their conversations are gone for good."""
    apps.get_model("chat", "Snapshot").objects.filter(conversation=None).delete()


def split_anew(apps, schema_editor):
    """What is stored of a run of letters without spaces now ends with its last letter; attachments are new to search."""
    message, attachment = apps.get_model("chat", "Message"), apps.get_model("chat", "Attachment")
    for row in message.objects.exclude(words="").only("text", "words").iterator(200):
        words = split(row.text)
        if words != row.words:
            message.objects.filter(pk=row.pk).update(words=words)
    for row in attachment.objects.only("name", "text").iterator(200):
        attachment.objects.filter(pk=row.pk).update(words=split(f"{row.name}\n{row.text}"))


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(drop_orphans, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="snapshot",
            name="conversation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="snapshots", to="chat.conversation"
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="words",
            field=studio.search.fields.SearchedField(of=["name", "text"]),
        ),
        migrations.RunPython(split_anew, migrations.RunPython.noop),
        FullText("attachment", "words"),
    ]
