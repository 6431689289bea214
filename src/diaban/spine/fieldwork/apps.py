from django.apps import AppConfig


class FieldworkConfig(AppConfig):
    name = "diaban.spine.fieldwork"
    label = "fieldwork"
