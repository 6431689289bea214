from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "diaban.web"
    label = "web"

    def ready(self) -> None:
        from diaban.web.accounts import recording  # noqa: F401, PLC0415 - signals, after models
