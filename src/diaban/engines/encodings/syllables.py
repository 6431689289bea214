"""Which words can be Vietnamese: a grammar of onset, rhyme and tone.

A Vietnamese word of one syllable is an onset, a rhyme and one of six tones; a rhyme that ends in a
stop bears only two of them. Text read under the wrong encoding breaks these rules at once.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_ONSETS = (
    "", "b", "br", "c", "ch", "d", "đ", "đr", "g", "gh", "gi", "h", "k", "kh", "kr", "l", "m", "n",
    "ng", "ngh", "nh", "p", "ph", "pl", "q", "r", "s", "t", "th", "tr", "v", "x",
)  # fmt: skip
_RHYMES = _words(
    """
    a ac ach ai am an ang anh ao ap at au ay ăc ăk ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ich im in inh ip it iu ia iêc iêm iên
    iêng iêp iêt iêu o oc oi om on ong op ot oong ooc ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơng ơp
    ơt u uc ui um un ung up ut ua uôc uôi uôm uôn uông uôt ư ưc ưi ưn ưng ưt ưu ưa ươc ươi
    ươm ươn ương ươp ươt ươu y yêm yên yêng yêt yêu uy uya uych uyên uyêt uynh uyp uyt oa
    oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet uân
    uâng uât uây uê uêch uên uênh uơ uơn
    """
)
# after q the u belongs to the onset, and after gi the i of iê is not written twice
_AFTER_QU = _words(
    """
    a ac ach ai an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc ân ât âu ây e en eo et ê ên
    êt ênh êu it in y ych ynh yt yên yêt ôc ơ ơn ơt
    """
)
_STOPS = ("c", "ch", "k", "p", "t")
_MARKED = "ăâêôơư"
_VOWELS = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_STOP_TONES = ("\u0301", "\u0323")
# the words that addresses are made of
COMMON = frozenset(
    _words(
        """
        địa chỉ số nhà ngõ ngách hẻm đường phố phường xã quận huyện tỉnh thành thị trấn
        thôn xóm tổ dân khu tòa toà căn hộ lô độ kinh vĩ tọa toạ tầng mã tên chủ ngày
        ghi chú hà nội hồ chí đà nẵng hải phòng cần thơ nguyễn trần lê phạm hoàng huỳnh
        vũ võ đặng bùi đỗ ngô dương lý đình đống đa hoàn kiếm cầu giấy tây thanh xuân bà
        trưng việt nam bắc đông đức lương bằng bạc đào thường kiệt hưng đạo tô hiến chùa
        bộc láng hạ giải phóng trường tiểu học trung mầm non bệnh viện chợ công ty cổ
        phần nước điện sở ủy ban nhân của và các là có được không một hai ba bốn năm sáu
        bảy tám chín mười trạng thái nguồn đội ấp bản mới cũ đại lộ quốc gia từ liêm lâm
        sơn ứng hòa hoà mỹ thạch thất phúc thọ chương đan phượng hoài mê linh sóc vĩnh
        tuy quỳnh lôi định yên nghĩa mộ kiến
        """
    )
)


@lru_cache(maxsize=1)
def syllables() -> frozenset[str]:
    """Return every lower-case syllable with a letter or mark that ASCII does not have.

    Both ways of placing a tone are in it: hòa and hoà.
    """
    found: set[str] = set()
    for onset in _ONSETS:
        rhymes = [f"u{r}" for r in _AFTER_QU] if onset == "q" else _RHYMES
        for rhyme in rhymes:
            tones = _STOP_TONES if rhyme.endswith(_STOPS) else _TONES
            for place in _tone_places(onset, rhyme):
                for tone in tones:
                    text = onset + rhyme[: place + 1] + tone + rhyme[place + 1 :]
                    found.add(unicodedata.normalize("NFC", text))
    return frozenset(word for word in found if not word.isascii())


def _tone_places(onset: str, rhyme: str) -> tuple[int, ...]:
    skipped = 1 if onset == "q" else 0
    vowels = [i for i, letter in enumerate(rhyme) if letter in _VOWELS][skipped:]
    marked = [i for i in vowels if rhyme[i] in _MARKED]
    if marked:
        return (marked[-1],)
    if len(vowels) == 1:
        return (vowels[0],)
    if rhyme in {"oa", "oe", "uy"}:
        return (vowels[0], vowels[1])
    if len(vowels) == 3 or rhyme[-1] not in _VOWELS:
        return (vowels[1],)
    return (vowels[0],)


def is_cased(word: str) -> bool:
    """Whether a word is all small, all capital or capital first."""
    return word.islower() or word.isupper() or (word[0].isupper() and word[1:].islower())


def is_syllable(word: str) -> bool:
    """Whether a word with a letter beyond ASCII can be a Vietnamese syllable.

    >>> is_syllable("Đường"), is_syllable("đưòng"), is_syllable("HÀ"), is_syllable("hẦ")
    (True, False, True, False)
    """
    return word.lower() in syllables() and is_cased(word)
