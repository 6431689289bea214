"""The columns of the open address list: those of BAL 1.4, then our own.

BAL 1.4 is France's exchange format of municipal address lists (AITF, "Format Base Adresse
Locale", version 1.4). Tools that read it read ours; what a Vietnamese address has more stands
in columns of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

KEY = "uid_adresse"


@dataclass(frozen=True)
class OpenColumn:
    """``vi`` and ``en`` say what stands in the column; ``of_bal``: whether BAL 1.4 names it."""

    name: str
    kind: type[pl.DataType]
    vi: str
    en: str
    of_bal: bool = True


def _ours(name: str, vi: str, en: str, kind: type[pl.DataType] = pl.String) -> OpenColumn:
    return OpenColumn(name, kind, vi, en, of_bal=False)


COLUMNS: tuple[OpenColumn, ...] = (
    OpenColumn(
        KEY,
        pl.String,
        "mã định danh vĩnh viễn của địa chỉ; các dòng xếp theo mã này",
        "permanent identifier of the address; the rows are in its order",
    ),
    OpenColumn(
        "cle_interop",
        pl.String,
        "mã xã _ xxxx _ số nhà 5 chữ số _ hậu tố; không duy nhất ở Việt Nam",
        "commune _ xxxx _ number in 5 digits _ suffix; not unique in Viet Nam",
    ),
    OpenColumn("id_ban_commune", pl.String, "để trống", "empty: France's registry gives it"),
    OpenColumn("id_ban_toponyme", pl.String, "để trống", "empty: France's registry gives it"),
    OpenColumn("id_ban_adresse", pl.String, "để trống", "empty: France's registry gives it"),
    OpenColumn(
        "voie_nom",
        pl.String,
        "ngách, ngõ rồi đường phố; không có thì thôn, tổ; không có nữa thì tòa nhà",
        "lanes and street; without them hamlet or group, then building",
    ),
    OpenColumn(
        "lieudit_complement_nom",
        pl.String,
        "tòa nhà; thôn, tổ dân phố",
        "building; hamlet or group",
    ),
    OpenColumn(
        "numero",
        pl.Int64,
        "phần số của số nhà; 99999: không có số",
        "the digits that the house number begins with; 99999: no number",
    ),
    OpenColumn(
        "suffixe",
        pl.String,
        "phần còn lại của số nhà, chữ thường",
        "the rest of the house number, lower case",
    ),
    OpenColumn(
        "certification_commune",
        pl.Int64,
        "1: xã, phường đã chứng nhận; 0: chưa",
        "1: certified by the commune; 0: not",
    ),
    OpenColumn("commune_insee", pl.String, "mã xã hiện nay", "code of the commune of today"),
    OpenColumn("commune_nom", pl.String, "tên xã hiện nay", "name of the commune of today"),
    OpenColumn(
        "commune_deleguee_insee",
        pl.String,
        "mã xã trước 7/2025, khi biết chắc",
        "code of the commune of before July 2025, where it is certain",
    ),
    OpenColumn(
        "commune_deleguee_nom",
        pl.String,
        "tên xã trước 7/2025, khi biết chắc",
        "name of the commune of before July 2025, where it is certain",
    ),
    OpenColumn(
        "position",
        pl.String,
        "điểm là gì: entrée (đo tại cửa), bâtiment (ảnh), parcelle (bản đồ), segment (đường)",
        "what the point is: entrée (measured at the door), bâtiment (imagery), parcelle (plan),"
        " segment (along a street)",
    ),
    OpenColumn("long", pl.Float64, "kinh độ WGS 84", "longitude, WGS 84"),
    OpenColumn("lat", pl.Float64, "vĩ độ WGS 84", "latitude, WGS 84"),
    OpenColumn("x", pl.Float64, "VN-2000 Hà Nội (EPSG:5897), hướng đông, mét",
               "easting in VN-2000 of Hanoi (EPSG:5897), metres"),
    OpenColumn("y", pl.Float64, "VN-2000 Hà Nội (EPSG:5897), hướng bắc, mét",
               "northing in VN-2000 of Hanoi (EPSG:5897), metres"),
    OpenColumn("cad_parcelles", pl.String, "để trống", "empty: parcels are not in the registry"),
    OpenColumn("source", pl.String, "cơ quan công bố", "the body that publishes"),
    OpenColumn(
        "date_der_maj",
        pl.String,
        "ngày gần nhất có người nói về địa chỉ",
        "the last day on which somebody stated something of the address",
    ),
    _ours(
        "certification",
        "certified: đã chứng nhận; lot_stands: lô đã kiểm tra lại và đứng vững; withdrawn: đã rút; "
        "lot_fell: lô bị bác; none: chưa từng",
        "certified; lot_stands: its lot was looked at again and stands; withdrawn; lot_fell; "
        "none: never",
    ),
    _ours("vpostcode", "mã Vpostcode tính toán", "computed Vpostcode"),
    _ours("official_code", "mã chính thức, nếu đã nhập", "official code, where imported"),
    _ours("digital_address", "mã địa chỉ số 10 chữ số", "digital address of 10 digits"),
    _ours("house_number", "số nhà như trong sổ", "house number as registered"),
    _ours("lanes", "ngõ, ngách, hẻm như trong sổ", "lanes as registered"),
    _ours("street", "đường phố", "street"),
    _ours("locality", "thôn, tổ dân phố", "hamlet or group"),
    _ours("building", "tòa nhà", "building"),
    _ours("position_source", "nguồn tọa độ", "source of the position"),
    _ours("accuracy_metres", "độ chính xác, mét", "accuracy in metres", pl.Float64),
    _ours("code_basis", "căn cứ của mã: official_area, declared",
          "what the code rests on: official_area, declared"),
    _ours("synthetic", "true: dữ liệu mô phỏng", "true: made-up data", pl.Boolean),
)  # fmt: skip
NAMES = [column.name for column in COLUMNS]
SCHEMA = {column.name: column.kind for column in COLUMNS}
