from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "diaban.spine.figures"
    label = "figures"
