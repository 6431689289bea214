"""What stands out of a list as a whole before it is taken."""

from diaban.exchange.importing.wordings.wording import Wording

WORDINGS = {
    "rows_outside_communes": Wording(
        "{count} trên {total} dòng nằm ngoài xã, phường mà chính dòng đó ghi{basis_vi}: kiểm tra "
        "hệ tọa độ.",
        "{count} of {total} rows lie outside the commune that they themselves state{basis_en}: "
        "see whether the coordinate system is right.",
    ),
    "addresses_would_move": Wording(
        "{count} địa chỉ đã có sẽ dời vị trí, giữa là {far_vi}. Nếu không phải đo lại, kiểm tra "
        "hệ tọa độ và cột mã.",
        "{count} known addresses would move, by {far_en} in the middle. Unless they were surveyed "
        "anew, see whether the coordinate system and the identifier's column are right.",
    ),
    "keys_of_other_addresses": Wording(
        "{count} dòng đang mang mã của địa chỉ khác (ví dụ mã {key}: “{old}” → “{new}”). Nếu cột "
        "mã chỉ là số thứ tự, quay lại và chọn “không đọc” cho cột đó.",
        "{count} rows bear the identifier of another address (such as {key}: “{old}” → “{new}”). "
        "If it is only a running number, go back and leave that column out.",
    ),
    "no_positions": Wording(
        "không dòng nào có vị trí: sẽ chưa cấp được mã. Nếu tệp có tọa độ, quay lại và chọn cột.",
        "no row has a position: no code can be given yet. If the file has coordinates, go back "
        "and choose their columns.",
    ),
    "few_positions": Wording(
        "chỉ {count} trên {total} dòng có vị trí: các dòng còn lại sẽ chưa cấp được mã.",
        "only {count} of {total} rows have a position: the others can get no code yet.",
    ),
    "nobody_lives_there": Wording(
        "lớp bản đồ: dòng không ghi rõ là hộ sẽ được coi là nơi không có hộ ở, không tính vào số "
        "hộ. Nếu có hộ ở, thêm cột “là hộ” ghi “có”, hoặc bỏ đánh dấu ở phần cài đặt.",
        "a map layer: rows that do not say so count as places where no household lives. If "
        "households live there, add a column “is_household” with “yes”, or take away the tick "
        "in the settings.",
    ),
}
