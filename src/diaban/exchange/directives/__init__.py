"""Files of directives made into text with their tables in place, for `engines/reading`."""

from diaban.exchange.directives.opening import Directive, open_directive

__all__ = ["Directive", "open_directive"]
