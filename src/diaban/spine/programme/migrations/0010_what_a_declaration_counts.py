import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

from diaban.spine.guarded_tables import guard, lift_guards

TABLES = ("programme_declared", "programme_closedtarget", "programme_closedplace")


def lift(_apps, editor):
    lift_guards(editor.connection, TABLES)


def fill(apps, editor):
    """Say of each what counted its target on its day, or else when it was declared."""
    gauges = {}
    for gauge in apps.get_model("programme", "Gauge").objects.order_by("valid_from", "pk"):
        gauges.setdefault(gauge.target_id, []).append(gauge)
    model = apps.get_model("programme", "Declared")
    for row in model.objects.iterator():
        own = gauges.get(row.target_id, [])
        for day in (row.held_on, timezone.localdate(row.declared_at)):
            by_then = [gauge.pk for gauge in own if gauge.valid_from <= day]
            if by_then:
                model.objects.filter(pk=row.pk).update(gauge=by_then[-1])
                break
    if editor.connection.vendor == "postgresql":
        editor.connection.check_constraints()  # it alters no table with checks outstanding


class Migration(migrations.Migration):
    dependencies = [("programme", "0009_no_themes")]

    operations = [
        migrations.RunPython(lift, migrations.RunPython.noop),
        migrations.AddField(
            "declared",
            "gauge",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programme.gauge",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddField(
            "closedtarget",
            "declared_noun",
            models.CharField(blank=True, default="", max_length=60),
        ),
        migrations.AddField(
            "closedplace",
            "declared_noun",
            models.CharField(blank=True, default="", max_length=60),
        ),
        guard(*TABLES),
    ]
