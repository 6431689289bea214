"""The words that announce a part of an address, as data: full, short and English ones.

Keys are plain (no marks, lower case), several words joined by a blank.
"""

from dataclasses import dataclass

from diaban.engines.addressing.components import Kind
from diaban.engines.addressing.words import fold_words, read_word

__all__ = [
    "ABBREVIATIONS",
    "AREA_NAMES",
    "BUILDING_NAMES",
    "COUNTRY",
    "DATE_STREETS",
    "GLUED",
    "KIND_WORDS",
    "LANDMARKS",
    "MISSPELT_UNIT_WORDS",
    "OPENERS",
    "PROVINCE_CITIES",
    "SUFFIXES",
    "UNIT_SUFFIXES",
    "UNIT_WORDS",
    "UnitWord",
    "is_written_so",
]


@dataclass(frozen=True, slots=True)
class UnitWord:
    """A word for an administrative unit: at which levels, which kinds, how short it is.

    ``level``: 0 province, 1 district, 2 commune.

    >>> UNIT_WORDS["thi tran"].levels, UNIT_WORDS["p"].short
    ((2,), True)
    """

    levels: tuple[int, ...]
    kinds: tuple[str, ...]
    short: bool


_TONED: dict[str, set[tuple[str, ...]]] = {}


def _note(form: str) -> str:
    """Remember how a form is written with its marks, and return it without."""
    folded = fold_words(form)
    toned = tuple(read_word(word).toned for word in form.replace("-", " ").split())
    _TONED.setdefault(folded, set()).add(toned)
    return folded


def is_written_so(key: str, toned: tuple[str, ...]) -> bool:
    """Whether words typed with these marks can be that key: Ngô is no ngõ, Xá is no xã.

    >>> [is_written_so("ngo", (word,)) for word in ("ngô", "ngo4", "ngo")]
    [False, True, True]
    """
    if " ".join(toned) == key:
        return True
    forms = _TONED.get(key, ())
    # a tone left out is a slip (huyên for huyện), another tone is another word (xá is no xã)
    if toned in forms:
        return True
    # but Phương is the beginning of many names
    return key != "phuong" and toned in {tuple(w.rstrip("12345") for w in form) for form in forms}


def _unit_words() -> dict[str, UnitWord]:
    rows = (
        ("phường", (2,), ("phường",), "p,ph,phg,f,fuong,phuog,phuờng"),
        ("xã", (2,), ("xã",), "x"),
        ("thị trấn", (2,), ("thị trấn",), "tt,ttr,ttran,t trấn"),
        ("đặc khu", (2,), ("đặc khu",), "đk"),
        ("quận", (1,), ("quận",), "q,qu,qận"),
        ("huyện", (1,), ("huyện",), "h"),
        ("thị xã", (1,), ("thị xã",), "tx,txã,t xã,t x"),
        ("thành phố", (0, 1), ("thành phố",), "tp,tphố,tpho,thànhphố,t phố,t p"),
        ("tỉnh", (0,), ("tỉnh",), "t,tnh,tỉh"),
        ("ward", (2,), ("phường",), "ward"),
        ("district", (1,), (), "district,dist,huyện đảo"),
    )
    found: dict[str, UnitWord] = {}
    for full, levels, kinds, short in rows:
        found[_note(full)] = UnitWord(levels, kinds, short=False)
        for word in short.split(","):
            folded = _note(word)
            found.setdefault(folded, UnitWord(levels, kinds, short=len(folded) < 3))
    return found


UNIT_WORDS = _unit_words()
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _misspelt_unit_words() -> dict[str, UnitWord]:
    """Long unit words with one letter wrong, too many or missing: "muyen", "phuog"."""
    found: dict[str, UnitWord] = {}
    for key in ("huyen", "phuong"):
        for at in range(len(key) + 1):
            head, tail = key[:at], key[at:]
            slips = [head + letter + rest for letter in _LETTERS for rest in (tail, tail[1:])]
            for slip in (*slips, head + tail[1:]):
                found.setdefault(slip, UNIT_WORDS[key])
    return {slip: word for slip, word in found.items() if slip not in UNIT_WORDS}


MISSPELT_UNIT_WORDS = _misspelt_unit_words()

UNIT_SUFFIXES = {
    "ward": (2,), "commune": (2,), "town": (2, 1), "township": (2,),
    "district": (1,), "dist": (1,), "province": (0,), "prov": (0,), "citi": (0, 1), "city": (0, 1),
}  # fmt: skip

COUNTRY = {fold_words(name) for name in ("Việt Nam", "Vietnam", "VN", "CHXHCN Việt Nam")}


# kind | standard form | how it is written
_PART_FORMS = """
house    | so       | số, số nhà, nhà số, sn, no, biển số nhà
lane     | ngo      | ngõ, ngỏ, ng, lane, ngõ số
lane     | ngach    | ngách, ngh, ngách số
lane     | hem      | hẻm, hẽm, alley, hẻm số
lane     | kiet     | kiệt, kiệt số
street   | pho      | phố, đường phố
street   | duong    | đường, đg, đuờng, đừơng, đưòng, street, road
street   | dai lo   | đại lộ, đại lô, đl
street   | quoc lo  | quốc lộ, ql
street   | tinh lo  | tỉnh lộ, tỉnh lô, tl, đường tỉnh, đt
street   | huong lo | hương lộ, hl, liên tỉnh lộ, huyện lộ
street   | cao toc  | cao tốc
building | toa      | tòa nhà, tòa, toà, toà nhà, chung cư, cc, ccmn, chung cư mini, nhà chung cư
building | toa      | cao ốc, toà tháp, tòa tháp, tháp, khách sạn, trung tâm thương mại, ttm, tttm
building | toa      | building, tower
block    | block    | block, blốc, ô, ô số, lô, lô số, dãy, dãy nhà, khối nhà, đơn nguyên, lot
block    | block    | liền kề
block    | block    | biệt thự
floor    | tang     | tầng, tầng số, lầu, floor
flat     | can      | căn hộ, căn hộ số, căn, căn số, ch, phòng, phòng số, kiot, ki ốt, gian hàng
flat     | can      | quầy, sạp, flat, apt, room, officetel, shophouse
area     | kdt      | khu đô thị, kđt, khu đô thị mới, kđtm, khu đtm, khu đt, khu nhà ở
area     | kdt      | khu dân cư, kdc
area     | kdt      | khu biệt thự, khu chung cư, khu liền kề, khu tái định cư, tđc, làng quốc tế
area     | kdt      | khu đấu giá, cư xá, đtm, bán đảo
area     | ktt      | khu tập thể, ktt, tập thể, nhà tập thể
area     | kcn      | khu công nghiệp, kcn, cụm công nghiệp, ccn, khu chế xuất, kcx, khu kinh tế
area     | kcn      | khu công nghệ cao
hamlet   | thon     | thôn
hamlet   | xom      | xóm
hamlet   | ap       | ấp
hamlet   | ban      | bản
hamlet   | lang     | làng
hamlet   | buon     | buôn, buôn làng, bon
hamlet   | soc      | sóc, phum, plei, làng văn hóa
group    | khom     | khóm
group    | to       | tổ dân phố, tổ dân phố số, tdp, tổ, tổ số, tổ dân cư, tổ nhân dân
group    | khu pho  | khu phố, khu phố số, kp, tiểu khu, tk
group    | cum      | cụm, cụm số, cụm dân cư, khu vực, kv, khối, khối số, khối phố, đội, đội số
group    | cum      | liên gia
group    | khu      | khu, khu số
"""


def _kind_words() -> dict[str, tuple[Kind, str]]:
    """Map each announcing word to the kind of part and to its standard form."""
    found: dict[str, tuple[Kind, str]] = {}
    for line in _PART_FORMS.strip().splitlines():
        kind, standard, forms = (cell.strip() for cell in line.split("|"))
        for form in forms.split(","):
            found.setdefault(_note(form.strip()), (Kind(kind), standard))
    return found


KIND_WORDS = _kind_words()


def _openers() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """The announcing words by the first of them, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for key in sorted(KIND_WORDS, key=lambda key: (-len(key.split()), key)):
        words = tuple(key.split())
        found.setdefault(words[0], []).append((words, key))
    return {first: tuple(rest) for first, rest in found.items()}


OPENERS = _openers()

# English words that stand behind the name they belong to
SUFFIXES = {
    "street": Kind.STREET, "st": Kind.STREET, "str": Kind.STREET, "road": Kind.STREET,
    "rd": Kind.STREET, "avenue": Kind.STREET, "ave": Kind.STREET, "boulevard": Kind.STREET,
    "blvd": Kind.STREET, "building": Kind.BUILDING, "tower": Kind.BUILDING,
    "plaza": Kind.BUILDING, "bldg": Kind.BUILDING,
}  # fmt: skip

# how the names of the centrally run cities begin
PROVINCE_CITIES = {"ha noi", "ho chi", "hai phong", "da nang", "can tho"}

# words that only the names of buildings and estates have
BUILDING_NAMES = frozenset(
    ("palace", "plaza", "tower", "towers", "center", "centre", "mall", "building", "vincom",
     "royal", "garden", "gardens", "hotel", "apartment", "residence", "complex", "landmark",
     "park", "home", "homes", "house")
)  # fmt: skip
AREA_NAMES = frozenset(("vinhomes", "citi", "ecopark", "parkhill", "riverside", "town"))

# day and month that streets are named after
DATE_STREETS = frozenset(
    [
        "3/2",
        "30/4",
        "2/9",
        "19/5",
        "19/8",
        "26/3",
        "27/7",
        "22/12",
        "1/5",
        "8/3",
        "10/10",
        "20/11",
        "23/9",
        "23/10",
        "2/4",
        "16/4",
        "24/3",
        "29/3",
        "1/4",
        "21/8",
        "3/4",
        "26/8",
        "9/9",
        "15/5",
        "13/3",
        "14/9",
        "30/10",
        "2/5",
        "24/4",
        "28/4",
        "12/12",
        "7/5",
        "03/02",
        "02/09",
        "30/04",
    ]
)

# what a hint for the visitor begins with: the text up to the next comma is no part of the address
LANDMARKS = {
    fold_words(words)
    for words in (
        "gần", "đối diện", "cạnh", "bên cạnh", "sát", "sát cạnh", "sau", "phía sau", "đằng sau",
        "trước", "phía trước", "cách", "ngay", "đd", "sđt", "đt", "tel", "điện thoại", "phone",
        "liên hệ", "lh", "hotline", "mobile", "fax", "giao", "gọi", "chỗ", "đoạn", "mặt tiền",
        "góc", "ngã ba", "ngã tư", "ngã 3", "ngã 4", "ngã 5", "ngã 6", "đi vào", "rẽ", "opposite",
        "near", "next to", "behind", "in front of", "email", "giao giờ", "nhận hàng",
        "người nhận", "anh", "chị", "dưới chân", "chân cầu",
        "đầu ngõ", "cuối ngõ", "đầu đường", "cuối đường", "hàng dễ vỡ", "không giao",
    )
}  # fmt: skip

# words whose point does not end anything, and which may be run together with what follows
ABBREVIATIONS = frozenset(
    {key for key in (*UNIT_WORDS, *KIND_WORDS) if len(key) <= 4 or " " not in key}
    | {"ng", "tr", "d", "t", "st", "dist", "prov", "nv", "b", "v", "l", "n", "km", "dc"}
)
GLUED = frozenset(
    ("p", "q", "kp", "tdp", "to", "ngo", "ngach", "hem", "so", "sn", "thon", "xom", "ap", "doi",
     "khu", "tang", "km", "phuong", "quan", "ngh", "kiet", "duong", "can", "ch", "lau", "phong",
     "kv", "khom", "cum", "khoi", "ban", "ql", "tl", "dt", "lo", "toa")
)  # fmt: skip
