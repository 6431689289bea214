from django.db import migrations, models

from diaban.spine.guarded_tables import guard


class Migration(migrations.Migration):

    dependencies = [
        ('post', '0005_corrected_visits'),
    ]

    operations = [
        migrations.AddField(
            model_name='proposal',
            name='households',
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name='proposal',
            name='percent',
            field=models.PositiveSmallIntegerField(default=100),
        ),
        migrations.AddField(
            model_name='proposalset',
            name='households',
            field=models.IntegerField(null=True),
        ),
        migrations.AlterField(
            model_name='proposal',
            name='gained',
            field=models.FloatField(),
        ),
        migrations.AlterField(
            model_name='proposal',
            name='most',
            field=models.FloatField(),
        ),
        migrations.AlterField(
            model_name='proposalset',
            name='bound',
            field=models.FloatField(),
        ),
        migrations.AlterField(
            model_name='proposalset',
            name='gained',
            field=models.FloatField(),
        ),
        # SQLite made the tables anew
        guard("post_proposalset", "post_proposal"),
    ]
