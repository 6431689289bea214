"""Which characters are taken for which, by eye, by ear, by finger and by typing method."""

LOOK_ALIKES: dict[str, str] = {
    # Characters that no tail has: somebody read, or a keyboard wrote, something else.
    "O": "0QC9",
    "0": "QC9",
    "D": "0Q",
    "U": "VW",
    "Y": "V7X",
    "I": "17J",
    "L": "174",
    "1": "7J4",
    "T": "7F",
    "S": "5",
    "Z": "27",
    "B": "86",
    "A": "4R",
    "E": "F3",
    "K": "XH",
    "N": "MH",
    "Ư": "W",  # a Telex keyboard turns W into it
    "Ơ": "0Q",
    "Ô": "0Q",
    "Đ": "0Q",
    # Characters of the code.
    "2": "73",
    "3": "82",
    "4": "91",
    "5": "62",
    "6": "58G",
    "7": "12",
    "8": "369",
    "9": "480",
    "C": "G0",
    "F": "P7",
    "G": "6C",
    "H": "MX4",
    "J": "71",
    "M": "WH",
    "P": "RF9",
    "Q": "09G",
    "R": "PF",
    "V": "WX",
    "W": "VM",
    "X": "VH",
}
"""For each typed character what may have been meant, likeliest first.

Decimal digits among the meanings serve the postal code, the code's own alphabet the tail.

>>> LOOK_ALIKES["O"][:2], LOOK_ALIKES["S"]
('0Q', '5')
"""
