from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "diaban.spine.places"
    label = "places"
