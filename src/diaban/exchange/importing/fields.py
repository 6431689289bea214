"""The attributes of an address that a file may speak of, and the headings that mean them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """``headings`` are folded names, surest first; ``limit`` is the longest text kept."""

    name: str
    vi: str
    en: str
    headings: tuple[str, ...]
    limit: int = 80

    def label(self, language: str) -> str:
        return self.vi if language == "vi" else self.en


_KEY = (
    "id",
    "ma",
    "ma dia chi",
    "ma nguon",
    "ma dinh danh",
    "ma ban ghi",
    "ma ho",
    "source key",
    "key",
    "identifier",
    "record id",
    "address id",
    "uuid",
    # the number that a GeoPackage gives each feature, where nothing better is known
    "fid",
)
# one column for both figures
BOTH = ("toa do", "vi tri", "toa do wgs84", "coordinates", "lat lng", "latlng", "lat long", "gps")
_COMMUNE = ("phuong xa", "xa phuong", "phuong", "xa", "ten xa", "ten phuong xa", "don vi")

FIELDS: tuple[Field, ...] = (
    Field("source_key", "mã", "identifier", _KEY),
    Field(
        "parent_key",
        "mã tòa nhà",
        "building identifier",
        ("ma toa nha", "ma nha", "thuoc", "parent key", "parent", "building id"),
    ),
    Field(
        "is_household",
        "là hộ",
        "is a household",
        ("la ho", "ho gia dinh", "is household", "household"),
    ),
    Field(
        "house_number",
        "số nhà",
        "house number",
        ("so nha", "house number", "housenumber", "addr housenumber", "house no", "street number"),
        40,
    ),
    Field(
        "lanes",
        "ngõ ngách hẻm",
        "lanes",
        ("ngo ngach hem", "ngo", "ngo ngach", "lanes", "lane", "alley"),
        160,
    ),
    Field(
        "street",
        "đường phố",
        "street",
        ("duong pho", "pho", "duong", "ten duong", "ten pho", "street", "addr street", "road"),
        120,
    ),
    Field(
        "locality",
        "thôn, tổ dân phố",
        "hamlet or group",
        (
            "thon to dan pho",
            "thon",
            "to dan pho",
            "xom",
            "thon xom",
            "khu",
            "locality",
            "hamlet",
            "village",
            "addr place",
            "addr hamlet",
            "addr neighbourhood",
        ),
        120,
    ),
    Field(
        "building",
        "tòa nhà",
        "building",
        (
            "toa nha",
            "ten toa nha",
            "chung cu",
            "building",
            "building name",
            "addr housename",
            "name",
            "ten",
        ),
        160,
    ),
    Field(
        "unit",
        "căn hộ",
        "flat",
        ("can ho", "can", "so can ho", "phong", "unit", "flat", "apartment", "addr unit"),
        40,
    ),
    Field(
        "commune_code",
        "mã xã",
        "commune code",
        ("ma xa", "ma phuong xa", "ma xa phuong", "ma don vi", "commune code", "ward code"),
        5,
    ),
    Field(
        "commune_name",
        "phường/xã",
        "commune",
        (*_COMMUNE, "commune", "ward", "addr ward", "addr subdistrict"),
    ),
    Field(
        "former_commune_code",
        "mã xã cũ",
        "former commune code",
        ("ma xa cu", "ma phuong xa cu", "former commune code", "old ward code"),
        5,
    ),
    Field(
        "written",
        "địa chỉ",
        "address",
        ("dia chi", "dia chi day du", "address", "full address", "written", "addr full"),
        300,
    ),
    Field(
        "lat",
        "vĩ độ",
        "latitude",
        ("vi do", "lat", "latitude", "toa do y", "y", "lat wgs84", *BOTH),
        40,
    ),
    Field(
        "lng",
        "kinh độ",
        "longitude",
        ("kinh do", "lng", "lon", "long", "longitude", "toa do x", "x", "lng wgs84", *BOTH),
        40,
    ),
    Field(
        "accuracy_metres",
        "độ chính xác (m)",
        "accuracy (m)",
        ("do chinh xac m", "do chinh xac", "sai so", "accuracy metres", "accuracy m", "accuracy"),
        40,
    ),
    Field(
        "position_source",
        "nguồn tọa độ",
        "position source",
        ("nguon toa do", "position source", "nguon vi tri"),
    ),
    Field("held_on", "ngày", "date", ("ngay", "ngay thu thap", "held on", "date", "as of"), 40),
    Field("life", "trạng thái", "state", ("trang thai", "life", "status", "state")),
    Field(
        "official_code",
        "mã chính thức",
        "official code",
        # a plain “vpostcode” is a computed code, as an export has it, and nobody's decision
        ("official code", "ma chinh thuc", "ma vpostcode chinh thuc"),
        40,
    ),
    Field(
        "digital_address",
        "mã địa chỉ số",
        "digital address",
        ("ma dia chi so", "dia chi so", "digital address"),
        40,
    ),
    Field(
        "synthetic",
        "dữ liệu tổng hợp",
        "synthetic",
        ("synthetic", "is synthetic", "du lieu tong hop", "tong hop"),
    ),
)
# a sequence number (STT) is no identifier: the next list counts from 1 again
BY_NAME = {field.name: field for field in FIELDS}
# any of these says where an address is
SPEAKING = ("written", "house_number", "street", "locality", "building", "official_code")
