from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("runs", "0002_ordered_runs_and_uploads"),
    ]

    operations = [
        migrations.AlterField(
            model_name="run",
            name="kind",
            field=models.CharField(
                choices=[
                    ("import", "Import"),
                    ("coding", "Coding"),
                    ("demonstration", "Demonstration"),
                    ("places", "Places"),
                    ("check", "Check"),
                    ("undo", "Undo"),
                    ("publication", "Publication"),
                    ("handover", "Handover"),
                ],
                max_length=16,
            ),
        ),
    ]
