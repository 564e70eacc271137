from django.db import migrations, models
from django.utils import timezone


def try_again(apps, schema_editor):
    """What failed before nobody knew whether another try helps is tried once more."""
    apps.get_model("sharing", "MarkedFilm").objects.exclude(problem="").update(retry_at=timezone.now())


class Migration(migrations.Migration):

    dependencies = [
        ('sharing', '0001_initial'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='markedfilm',
            name='films_unmarked',
        ),
        migrations.AddField(
            model_name='markedfilm',
            name='retry_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='markedfilm',
            index=models.Index(condition=models.Q(('made_at', None)), fields=['id'], name='films_unmarked'),
        ),
        migrations.RunPython(try_again, migrations.RunPython.noop),
    ]
