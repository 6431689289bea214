from django.apps import AppConfig


class BasemapConfig(AppConfig):
    name = "diaban.spine.basemap"
    label = "basemap"
