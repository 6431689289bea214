"""The columns of a list of points, as it comes in and as it is taken out."""

from __future__ import annotations

from diaban.spine.sectors import FieldSpec

POINT_FIELDS = (
    FieldSpec("identifier", "Mã trong Địa bàn", "Identifier in Diaban",
              ("mã địa bàn", "identifier")),
    FieldSpec("code", "Mã điểm của đơn vị", "The operator's code",
              ("mã bưu cục", "mã điểm", "mã đơn vị", "mã", "code", "post office code")),
    FieldSpec("name", "Tên điểm", "Name",
              ("tên bưu cục", "tên điểm", "tên", "bưu cục", "name", "post office"), required=True),
    FieldSpec("kind", "Loại điểm", "Kind", ("loại", "loại hình", "loại bưu cục", "type", "kind")),
    FieldSpec("operator", "Đơn vị vận hành", "Operator",
              ("doanh nghiệp", "đơn vị", "đơn vị quản lý", "company", "operator")),
    FieldSpec("address", "Địa chỉ", "Address", ("địa chỉ", "số nhà đường phố", "address")),
    FieldSpec("commune", "Xã, phường", "Commune",
              ("xã", "phường", "phường xã", "xã phường", "ward", "commune")),
    FieldSpec("district", "Quận, huyện (trước 7/2025)", "District (before July 2025)",
              ("quận", "huyện", "quận huyện", "district")),
    FieldSpec("province", "Tỉnh, thành phố", "Province",
              ("tỉnh", "thành phố", "tỉnh thành phố", "province", "city")),
    FieldSpec("tenure", "Mặt bằng", "Tenure", ("hình thức mặt bằng", "sở hữu", "tenure")),
    FieldSpec("services", "Dịch vụ", "Services", ("dịch vụ cung cấp", "services")),
    FieldSpec("hours", "Giờ mở cửa", "Opening hours",
              ("giờ phục vụ", "thời gian mở cửa", "giờ làm việc", "opening hours", "hours")),
    FieldSpec("postal_code", "Mã bưu chính", "Postal code",
              ("mã bưu chính quốc gia", "zip", "postcode", "postal code")),
    FieldSpec("lat", "Vĩ độ", "Latitude", ("lat", "latitude", "y"), sort="latitude"),
    FieldSpec("lng", "Kinh độ", "Longitude", ("lng", "lon", "longitude", "x"), sort="longitude"),
    FieldSpec("accuracy", "Sai số vị trí (m)", "Accuracy of the position (m)",
              ("sai số", "accuracy"), sort="number"),
    FieldSpec("opened_on", "Ngày mở", "Opened on", ("ngày khai trương", "opened"), sort="day"),
    FieldSpec("closed_on", "Ngày đóng", "Closed on", ("ngày đóng cửa", "closed"), sort="day"),
)  # fmt: skip
