from django.db import migrations, models

from diaban.spine.guarded_tables import guard


class Migration(migrations.Migration):

    dependencies = [
        ('post', '0006_worth_of_a_day'),
    ]

    operations = [
        migrations.AddField(
            model_name='reachfigure',
            name='shared_doubtful',
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name='reachfigure',
            name='shared_households',
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name='reachfigure',
            name='shared_points',
            field=models.FloatField(default=0.0),
        ),
        # SQLite may make the table anew
        guard("post_reachfigure"),
    ]
