from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "diaban.spine.parties"
    label = "parties"
