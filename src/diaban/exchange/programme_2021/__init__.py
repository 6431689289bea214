"""The programme of 2021, loaded as a demonstration: 44 duties, the tasks made of them, targets."""

from diaban.exchange.programme_2021.loading import load_programme, programme_is_loaded

__all__ = ["load_programme", "programme_is_loaded"]
