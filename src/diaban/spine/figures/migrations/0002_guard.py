from django.db import migrations

from diaban.spine.guarded_tables import guard


class Migration(migrations.Migration):
    dependencies = [("figures", "0001_initial")]

    operations = [guard("figures_closing", "figures_closedfigure")]
