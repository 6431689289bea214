from django.apps import AppConfig


class PlatesConfig(AppConfig):
    name = "diaban.spine.plates"
    label = "plates"
