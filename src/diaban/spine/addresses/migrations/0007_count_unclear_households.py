"""Households without a whole written address are counted from their index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("addresses", "0006_search_index")]
    operations = [
        migrations.RemoveIndex(model_name="address", name="address_unclear"),
        migrations.AddIndex(
            model_name="address",
            index=models.Index(
                fields=["commune", "former", "life", "is_household", "postal_quality"],
                condition=models.Q(postal_quality__lt=2),
                name="address_unclear",
            ),
        ),
    ]
