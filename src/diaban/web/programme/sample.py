"""A short directive of our own sentences, to try the desk with; it says that it is a sample."""

from __future__ import annotations

from datetime import date

_TEXT = """SỞ KHOA HỌC VÀ CÔNG NGHỆ (VĂN BẢN MẪU)
Số: 00/KH-MAU
Hà Nội, ngày {day} tháng {month} năm {year}

KẾ HOẠCH
Phát triển địa chỉ số và hạ tầng số năm {year} (văn bản mẫu để thử)

Căn cứ chương trình công tác năm của thành phố, Sở ban hành kế hoạch mẫu sau đây.

I. TÌNH HÌNH
Năm trước, phần lớn hộ gia đình đã được thu thập địa chỉ; một số phường còn thiếu vị trí cửa.

II. NHIỆM VỤ
1. Phấn đấu đến hết năm {year}, 95% hộ gia đình trên địa bàn thành phố có mã địa chỉ.
2. Sở Khoa học và Công nghệ chủ trì, phối hợp với Bưu điện thành phố rà soát vị trí cửa của các \
địa chỉ chưa chắc chắn, hoàn thành trước ngày 31/12/{year}.
3. Sở Nội vụ phối hợp thẩm định danh sách tổ dân phố, hoàn thành trong quý II/{before}.
4. Ủy ban nhân dân các xã, phường bố trí người phục vụ tại 100% điểm bưu điện - văn hóa xã \
trước ngày 30/11/{year}.
5. Tuyên truyền về địa chỉ số trên hệ thống thông tin cơ sở, cổng thông tin điện tử, mạng xã hội…

Nơi nhận:
- Ủy ban nhân dân các xã, phường;
- Lưu: VT.
GIÁM ĐỐC
Nguyễn Văn Mẫu
"""


def sample_text(on: date) -> str:
    """Return the sample, dated on a day."""
    return _TEXT.format(
        day=f"{on.day:02}", month=f"{on.month:02}", year=on.year, before=on.year - 1
    )
