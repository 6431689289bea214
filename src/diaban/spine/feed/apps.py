from django.apps import AppConfig


class FeedConfig(AppConfig):
    name = "diaban.spine.feed"
    label = "feed"
