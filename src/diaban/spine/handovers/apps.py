from django.apps import AppConfig


class HandoversConfig(AppConfig):
    name = "diaban.spine.handovers"
    label = "handovers"
