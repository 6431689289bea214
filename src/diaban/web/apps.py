from django.apps import AppConfig
from django.urls import register_converter
from django.urls.converters import REGISTERED_CONVERTERS

from diaban.web.installed_sectors import installed_sectors, require_sectors
from diaban.web.row_numbers import RowNumberConverter


class WebConfig(AppConfig):
    name = "diaban.web"
    label = "web"

    def ready(self) -> None:
        require_sectors(installed_sectors())
        # apps are made ready again where tests install another one
        if "row" not in REGISTERED_CONVERTERS:
            register_converter(RowNumberConverter, "row")
        from diaban.web.accounts import recording  # noqa: F401, PLC0415 - signals, after models
