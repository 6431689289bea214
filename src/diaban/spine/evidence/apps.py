from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "diaban.spine.evidence"
    label = "evidence"
