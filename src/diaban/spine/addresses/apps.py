from django.apps import AppConfig


class AddressesConfig(AppConfig):
    name = "diaban.spine.addresses"
    label = "addresses"
