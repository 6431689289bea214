from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("programme", "0008_first_deadlines")]

    operations = [migrations.RemoveField("task", "themes")]
