from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "diaban.spine.journal"
    label = "journal"
