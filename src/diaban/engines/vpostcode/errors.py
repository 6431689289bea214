"""The one error of the code engine: a reason to be translated, with its particulars."""


class CodeError(ValueError):
    """A text or position that is no code; `reason` is a word for programs, never prose.

    Reasons: `empty`, `length`, `character`, `no_cell`, `postal_code_digits`,
    `postal_code_of_another_area`, `latitude`, `longitude`, `olc`.

    >>> error = CodeError("length", length=11, expected=12)
    >>> error.reason, error.details["length"]
    ('length', 11)
    >>> str(error)
    'length: expected=12, length=11'
    """

    def __init__(self, reason: str, **details: object) -> None:
        self.reason = reason
        self.details = details
        told = ", ".join(f"{name}={value!r}" for name, value in sorted(details.items()))
        super().__init__(f"{reason}: {told}" if told else reason)
