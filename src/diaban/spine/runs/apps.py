from django.apps import AppConfig


class RunsConfig(AppConfig):
    name = "diaban.spine.runs"
    label = "runs"
