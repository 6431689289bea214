from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "diaban.spine.notices"
    label = "notices"
