"""What can go wrong while official boundaries are fetched."""

from diaban.exchange.importing.wordings.wording import Wording

WORDINGS = {
    "download_unreachable": Wording(
        "Không kết nối được tới {host} ({what}). Ranh giới gần đúng vẫn được dùng; chạy lại khi có "
        "mạng.",
        "{host} cannot be reached ({what}). The approximate areas stay in use; run this again "
        "where there is a network.",
    ),
    "download_refused": Wording(
        "Máy chủ trả lời {status} cho {name}. Không có ranh giới nào được thay đổi.",
        "The server answered {status} for {name}. No boundary was changed.",
    ),
    "download_checksum": Wording(
        "{name} không khớp mã kiểm tra đã công bố. Không có ranh giới nào được thay đổi; thử lại "
        "hoặc báo cho nhóm phát triển.",
        "{name} does not match its published checksum. No boundary was changed; try again or tell "
        "the developers.",
    ),
}
