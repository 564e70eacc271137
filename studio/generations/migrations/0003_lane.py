from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("generations", "0002_spent")]

    operations = [
        migrations.AddField(
            model_name="generation",
            name="lane",
            field=models.CharField(
                blank=True, default="", help_text="Those of one lane go one after the other, in order.", max_length=40
            ),
            preserve_default=False,
        ),
    ]
