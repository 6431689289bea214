from django.db import migrations

from diaban.spine.guarded_tables import guard


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]

    operations = [guard("evidence_evidence")]
