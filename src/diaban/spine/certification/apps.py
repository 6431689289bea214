from django.apps import AppConfig


class CertificationConfig(AppConfig):
    name = "diaban.spine.certification"
    label = "certification"
