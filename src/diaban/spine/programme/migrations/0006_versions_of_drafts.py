from django.db import migrations, models


def leave_one_milestone_a_day(apps, _editor):
    """Of two milestones of one day, which no curve can have, the later said stays."""
    for target in apps.get_model("programme", "Target").objects.iterator():
        kept = sorted(dict(target.milestones).items())
        if len(kept) < len(target.milestones):
            target.milestones = [list(one) for one in kept]
            target.save(update_fields=["milestones"])


class Migration(migrations.Migration):
    dependencies = [("programme", "0005_commendations")]

    operations = [
        migrations.AddField("task", "version", models.PositiveIntegerField(default=0)),
        migrations.AddField("target", "version", models.PositiveIntegerField(default=0)),
        migrations.RunPython(leave_one_milestone_a_day, migrations.RunPython.noop),
    ]
