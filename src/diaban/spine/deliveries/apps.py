from django.apps import AppConfig


class DeliveriesConfig(AppConfig):
    name = "diaban.spine.deliveries"
    label = "deliveries"
