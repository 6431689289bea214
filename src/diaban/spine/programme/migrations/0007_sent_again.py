from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programme", "0006_versions_of_drafts")]

    operations = [
        migrations.AddField(
            "assignment", "note", models.CharField(blank=True, default="", max_length=400)
        ),
    ]
