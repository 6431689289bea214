"""The attributes of an address that a file may speak of, and the headings that mean them."""

from __future__ import annotations

import re
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
    "ma dia diem",
    "ma so",
    "ma ho so",
    "ma phieu",
    "ma dinh danh dia chi",
    # the number that a GeoPackage gives each feature, where nothing better is known
    "fid",
)
# one column for both figures
BOTH = (
    "toa do",
    "vi tri",
    "toa do wgs84",
    "toa do gps",
    "vi tri gps",
    "coordinates",
    "coordinate",
    "lat lng",
    "latlng",
    "lat long",
    "lat lon",
    "gps",
)
# headings that surveyors give to the northing and programs to the easting: the figures decide
PLANE = ("x", "y", "toa do x", "toa do y", "x vn2000", "y vn2000", "x vn 2000", "y vn 2000")
_COMMUNE = (
    "phuong xa",
    "xa phuong",
    "phuong xa thi tran",
    "xa phuong thi tran",
    "phuong",
    "xa",
    "ten xa",
    "ten phuong",
    "ten phuong xa",
    "ten xa phuong",
    "thuoc xa phuong",
    "don vi",
    "don vi hanh chinh",
)
_PROVINCE = (
    "tinh",
    "tinh thanh",
    "tinh thanh pho",
    "tinh tp",
    "tinh thanh pho truc thuoc tw",
    "thanh pho tinh",
    "ten tinh",
    "thanh pho",
    "tp",
    "province",
    "city",
    "province city",
    "city province",
    "addr province",
)
_DISTRICT = (
    "quan huyen",
    "quan huyen thi xa",
    "quan huyen tx",
    "huyen quan",
    "quan",
    "huyen",
    "ten huyen",
    "ten quan",
    "ten quan huyen",
    "quan huyen cu",
    "district",
    "addr district",
)

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
        (
            "so nha",
            "sn",
            "so nha moi",
            "bien so nha",
            "so bien",
            "house number",
            "housenumber",
            "addr housenumber",
            "house no",
            "street number",
        ),
        40,
    ),
    Field(
        "lanes",
        "ngõ ngách hẻm",
        "lanes",
        (
            "ngo ngach hem",
            "ngo",
            "ngo ngach",
            "ngach",
            "ngach hem",
            "hem",
            "kiet",
            "so ngo",
            "lanes",
            "lane",
            "alley",
        ),
        160,
    ),
    Field(
        "street",
        "đường phố",
        "street",
        (
            "duong pho",
            "pho",
            "duong",
            "ten duong",
            "ten pho",
            "ten duong pho",
            "pho duong",
            "tuyen pho",
            "tuyen duong",
            "street",
            "street name",
            "addr street",
            "road",
        ),
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
            "to dan pho so",
            "tdp",
            "to dp",
            "thon tdp",
            "thon to",
            "thon xom to dan pho",
            "xom",
            "thon xom",
            "khu",
            "khu pho",
            "khu dan cu",
            "cum dan cu",
            "ap",
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
            "ten nha",
            "chung cu",
            "toa",
            "ten chung cu",
            "ten cong trinh",
            "ten dia diem",
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
        (
            "can ho",
            "can",
            "so can ho",
            "can ho so",
            "phong",
            "so phong",
            "unit",
            "flat",
            "apartment",
            "addr unit",
        ),
        40,
    ),
    Field(
        "commune_code",
        "mã xã",
        "commune code",
        (
            "ma xa",
            "ma phuong xa",
            "ma xa phuong",
            "ma phuong",
            "maxa",
            "ma don vi",
            "ma dvhc",
            "ma don vi hanh chinh",
            "commune code",
            "ward code",
        ),
        5,
    ),
    Field(
        "commune_name",
        "phường/xã",
        "commune",
        (*_COMMUNE, "commune", "ward", "addr ward", "addr subdistrict"),
    ),
    Field("district", "quận/huyện (trước 7/2025)", "district (before July 2025)", _DISTRICT),
    Field("province", "tỉnh/thành phố", "province", _PROVINCE),
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
        (
            "dia chi",
            "dia chi day du",
            "dia chi nha",
            "dia chi chi tiet",
            "dia chi cu the",
            "dia chi thua dat",
            "dia chi noi o",
            "dia chi hien tai",
            "dia chi thuong tru",
            "dia chi nha o",
            "dia chi ho",
            "noi o",
            "noi o hien tai",
            "noi thuong tru",
            "d c",
            "address",
            "full address",
            "written",
            "addr full",
        ),
        300,
    ),
    Field(
        "lat",
        "vĩ độ",
        "latitude",
        (
            "vi do",
            "lat",
            "latitude",
            "vi do wgs84",
            "toa do vi do",
            "vi tuyen",
            "toa do y",
            "y",
            "lat wgs84",
            "y vn2000",
            "y vn 2000",
            "northing",
            "point y",
            *BOTH,
        ),
        40,
    ),
    Field(
        "lng",
        "kinh độ",
        "longitude",
        (
            "kinh do",
            "lng",
            "lon",
            "long",
            "longitude",
            "longtitude",
            "kinh do wgs84",
            "toa do kinh do",
            "kinh tuyen",
            "toa do x",
            "x",
            "lng wgs84",
            "x vn2000",
            "x vn 2000",
            "easting",
            "point x",
            *BOTH,
        ),
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
    Field(
        "held_on",
        "ngày",
        "date",
        (
            "ngay",
            "ngay thu thap",
            "ngay khao sat",
            "ngay dieu tra",
            "ngay ra soat",
            "ngay cap nhat",
            "ngay thang",
            "thoi diem",
            "thoi diem thu thap",
            "held on",
            "date",
            "as of",
        ),
        40,
    ),
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
# the two columns that a file of rejected rows has in front; they say nothing of the address
REPORT_COLUMNS = ("Dòng / Row", "Lý do / Reason")
_PERSONAL = re.compile(
    r"\b(ho va ten|ho ten|ten chu ho|chu ho|ten chu nha|chu nha|chu so huu|nguoi dai dien"
    r"|nguoi ke khai|dien thoai|di dong|sdt|so dt|zalo|email|cccd|cmnd|cmt|cmtnd|can cuoc"
    r"|chung minh|ho chieu|dinh danh ca nhan|ngay sinh|nam sinh|gioi tinh|dan toc|ton giao"
    r"|ho khau|full name|owner name|date of birth|phone|mobile|telephone|passport)\b"
)


def is_personal(folded: str) -> bool:
    """Whether a folded heading speaks of a person, whom the registry does not keep.

    >>> is_personal("ho va ten chu ho"), is_personal("ma ho")
    (True, False)
    """
    return _PERSONAL.search(folded) is not None


# a sequence number (STT) is no identifier: the next list counts from 1 again
BY_NAME = {field.name: field for field in FIELDS}
# any of these says where an address is
SPEAKING = ("written", "house_number", "street", "locality", "building", "official_code")
