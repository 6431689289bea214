from django.apps import AppConfig
from django.urls import register_converter

from diaban.web.row_numbers import RowNumberConverter


class WebConfig(AppConfig):
    name = "diaban.web"
    label = "web"

    def ready(self) -> None:
        register_converter(RowNumberConverter, "row")
        from diaban.web.accounts import recording  # noqa: F401, PLC0415 - signals, after models
