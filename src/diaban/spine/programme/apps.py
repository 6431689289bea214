from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "diaban.spine.programme"
    label = "programme"
