"""What the library searches."""

from django.db import migrations

from studio.search.index import FullText


class Migration(migrations.Migration):
    dependencies = [("library", "0006_kinds_and_words")]

    operations = [FullText("asset", "words")]
