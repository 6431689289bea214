"""A page that a phone keeps and opens without a network: the shell, its worker, its manifest."""

from diaban.spine.offline_page.shell import InstalledLook, OfflinePage

__all__ = ["InstalledLook", "OfflinePage"]
