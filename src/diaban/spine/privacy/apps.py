from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "diaban.spine.privacy"
    label = "privacy"
