"""The small city of the pages serves the map too."""

from tests.web.pages.conftest import city, communes, own_folders

__all__ = ["city", "communes", "own_folders"]
