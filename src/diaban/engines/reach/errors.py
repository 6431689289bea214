"""The one error of the reach engine: a reason to be translated, with its particulars."""

__all__ = ["ReachError"]


class ReachError(ValueError):
    """Input that no network or measure of reach can be made of.

    `reason` is a word for programs, never prose. Reasons: `length` (arrays that must be equally
    long are not), `position` (not a place on earth), `limit` (a limit that is not positive),
    `no_point` (an index that no point has), `no_road` (nothing to travel on), `negative` (an
    amount below zero), `share` (a part that is not above 0 and up to 1), `no_cost` (a budget in
    money for sites without costs).

    >>> error = ReachError("length", field="lat", length=2, expected=3)
    >>> error.reason, str(error)
    ('length', "length: expected=3, field='lat', length=2")
    """

    def __init__(self, reason: str, **details: object) -> None:
        self.reason = reason
        self.details = details
        told = ", ".join(f"{name}={value!r}" for name, value in sorted(details.items()))
        super().__init__(f"{reason}: {told}" if told else reason)
