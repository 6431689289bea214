"""What the reader of addresses rests on, in both languages; the engine gives codes only."""

from __future__ import annotations

from collections.abc import Iterable

from diaban.exchange.importing.wordings.wording import Wording

WORDS = {
    "commune_named": Wording("có tên phường, xã", "a commune is named"),
    "district_named": Wording("có tên quận, huyện", "a district is named"),
    "province_named": Wording("có tên tỉnh, thành phố", "a province is named"),
    "kind_written": Wording("có ghi loại đơn vị", "its kind is written"),
    "spelling_mended": Wording("tên đã được sửa lỗi gõ", "a slip in the name was mended"),
    "district_agrees": Wording("quận, huyện khớp với phường, xã", "district and commune agree"),
    "district_disagrees": Wording(
        "quận, huyện không khớp với phường, xã", "district and commune contradict each other"
    ),
    "marks_disagree": Wording(
        "dấu thanh không khớp với tên", "the tone marks differ from the name"
    ),
    "several_units_of_the_name": Wording("có nhiều đơn vị cùng tên", "several units bear the name"),
    "several_provinces": Wording(
        "tên này có ở nhiều tỉnh, thành phố", "the name is borne in several provinces"
    ),
    "second_address": Wording(
        "có hai địa chỉ, chỉ đọc địa chỉ đầu", "two addresses in one: the first was read"
    ),
    "district_became_commune": Wording(
        "huyện cũ nay là đặc khu", "the former district is a special zone now"
    ),
    "no_unit_found": Wording(
        "không nhận ra phường, xã, quận, huyện hay tỉnh nào",
        "no commune, district or province was recognised",
    ),
    "only_district_named": Wording(
        "chỉ có tên quận, huyện, thiếu phường, xã", "a district is named, but no commune"
    ),
    "only_province_named": Wording(
        "chỉ có tên tỉnh, thành phố, thiếu phường, xã", "a province is named, but no commune"
    ),
    "unit_in_force": Wording("đơn vị có hiệu lực vào ngày này", "the unit is in force on that day"),
    "unit_not_traced": Wording(
        "không lần được đơn vị này tới ngày đó", "the unit cannot be followed to that day"
    ),
    "commune_was_split": Wording(
        "phường, xã cũ đã chia cho nhiều đơn vị", "the former commune went to several units"
    ),
    "commune_was_merged": Wording(
        "phường, xã này gộp từ nhiều đơn vị cũ", "the commune was made of several former units"
    ),
    "took_unchanged": Wording("giữ nguyên", "unchanged"),
    "took_whole": Wording("nhận toàn bộ đơn vị cũ", "took the whole of the former unit"),
    "took_part": Wording("nhận một phần đơn vị cũ", "took a part of the former unit"),
    "took_part_area": Wording(
        "chỉ nhận đất, không nhận dân cư", "took land of the former unit and no people"
    ),
    "took_part_area_all_people": Wording(
        "nhận toàn bộ dân cư của đơn vị cũ", "took all people of the former unit"
    ),
    "took_part_people": Wording(
        "nhận một phần dân cư của đơn vị cũ", "took a part of the people of the former unit"
    ),
    "in_force": Wording("đang có hiệu lực", "in force"),
    "nobody_lives_there": Wording("phần đất không có dân cư", "land on which nobody lives"),
    "nothing_near": Wording(
        "không có địa chỉ nào đủ gần trong sổ", "nothing in the registry is near enough"
    ),
    "house_not_found": Wording(
        "số nhà này chưa có trong sổ; sau đây là các số gần nhất",
        "this number is not registered; its nearest neighbours follow",
    ),
    "house_differs": Wording("khác số nhà", "another house number"),
    "house_letter_differs": Wording("khác chữ sau số nhà", "another letter behind the number"),
    "house_in_range": Wording("số nhà nằm trong khoảng", "the number lies in a range"),
    "house_not_asked": Wording("không hỏi số nhà", "no house number was asked for"),
    "house_not_registered": Wording("sổ không ghi số nhà", "registered without a number"),
    "lane_order_unknown": Wording("thứ tự ngõ đọc ngược lại", "the lanes read the other way"),
    "lane_missing": Wording("thiếu một ngõ", "a lane is missing"),
    "lane_differs": Wording("khác ngõ", "another lane"),
    "street_marks_differ": Wording("khác dấu trong tên đường", "other marks in the street's name"),
    "street_typo": Wording("tên đường đã sửa lỗi gõ", "a slip in the street's name"),
    "street_initials": Wording("tên đường viết tắt", "the street's initials"),
    "street_completed": Wording("tên đường đã viết tiếp", "the street's name was completed"),
    "name_of_hamlet_or_building": Wording(
        "tên của thôn hoặc tòa nhà", "the name of a hamlet or building"
    ),
    "group_differs": Wording("khác tổ", "another group"),
    "hamlet_differs": Wording("khác thôn", "another hamlet"),
    "building_differs": Wording("khác tòa nhà", "another building"),
    "commune_from_split": Wording(
        "phường, xã là một trong các đơn vị nhận phường cũ", "one of the heirs of the old commune"
    ),
    "commune_not_said": Wording("không ghi phường, xã", "no commune was said"),
    "commune_elsewhere": Wording("khác phường, xã đã ghi", "not the commune that was said"),
    "former_commune_differs": Wording("khác phường, xã cũ", "another former commune"),
    "in_this_cell": Wording("nằm trong ô của mã này", "lies in the cell of this code"),
    "empty": Wording("không có nội dung", "nothing is written"),
    "too_long": Wording("quá dài: chỉ đọc phần đầu", "too long: only its beginning was read"),
    "composed": Wording("chữ tổ hợp đã được ghép lại", "letters and marks were composed"),
    "mojibake_mended": Wording("lỗi phông chữ đã được sửa", "a wrong font was mended"),
    "bytes_replaced": Wording(
        "có ký tự không phải UTF-8, đã thay bằng �", "bytes that are no UTF-8 were replaced by �"
    ),
    "street_list": Wording("theo đường trên bản đồ nền", "by the streets of the map"),
    "registered_street": Wording(
        "theo đường có trong sổ địa chỉ", "by the registered doors of the street"
    ),
    "registered_hamlet": Wording(
        "theo thôn có trong sổ địa chỉ", "by the registered doors of the hamlet"
    ),
    "position": Wording("theo tọa độ", "by the position"),
    "registry": Wording("theo sổ địa chỉ", "by the registry"),
    "unsure": Wording("chưa đủ chắc chắn, cần xem lại", "not sure enough: somebody must look"),
    "no_house_number": Wording("thiếu số nhà", "the house number is missing"),
    "no_street_or_hamlet": Wording(
        "thiếu tên đường, thôn hoặc tòa nhà", "street, hamlet or building is missing"
    ),
    "two_readings": Wording(
        "số có dấu gạch chéo đọc được theo hai chiều", "the slash number reads both ways"
    ),
}
# what keeps an address from being done without a person
TROUBLES = frozenset(
    {
        "empty",
        "too_long",
        "no_unit_found",
        "only_district_named",
        "only_province_named",
        "unit_not_traced",
        "commune_was_split",
        "several_units_of_the_name",
        "several_provinces",
        "second_address",
        "district_disagrees",
        "marks_disagree",
        "unsure",
        "no_house_number",
        "no_street_or_hamlet",
    }
)
_AGAINST = "_speaks_against"


def say_reason(code: str) -> tuple[str, str]:
    """Put a reason into Vietnamese and English; one without words is told as its code.

    >>> say_reason("commune_was_split")[1]
    'the former commune went to several units'
    >>> say_reason("street_list_speaks_against")[1]
    'ruled out by the streets of the map'
    """
    if code.endswith(_AGAINST) and code.removesuffix(_AGAINST) in WORDS:
        vi, en = say_reason(code.removesuffix(_AGAINST))
        return f"bị loại {vi}", f"ruled out {en}"
    words = WORDS.get(code)
    return (words.vi, words.en) if words else (code, code.replace("_", " "))


def say_reasons(codes: Iterable[str]) -> tuple[str, str]:
    """Put several reasons into one line of each language, each once.

    >>> say_reasons(["no_house_number", "two_readings"])[0]
    'thiếu số nhà; số có dấu gạch chéo đọc được theo hai chiều'
    """
    pairs = dict.fromkeys(say_reason(code) for code in codes)
    return "; ".join(vi for vi, _ in pairs), "; ".join(en for _, en in pairs)
