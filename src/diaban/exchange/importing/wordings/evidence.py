"""What can be wrong with evidence."""

from diaban.exchange.importing.wordings.wording import Wording

WORDINGS = {
    "evidence_number": Wording(
        "“{value}” không phải số nguyên. Ghi số đếm được, ví dụ 128; không ghi “có”, %, N/A.",
        "“{value}” is no whole number. Write what was counted, such as 128; no “yes”, % or N/A.",
    ),
    "evidence_part_over_whole": Wording(
        "số đạt {part} lớn hơn tổng số đã biết {whole}. Kiểm tra lại hai số.",
        "{part} that hold are more than the {whole} that are known. Check both numbers.",
    ),
    "evidence_negative": Wording(
        "số không thể âm. Sửa lại.", "a count cannot be negative. Mend it."
    ),
    "evidence_future": Wording(
        "ngày {day} chưa tới. Ghi ngày của số liệu.",
        "{day} has not come yet. Give the day of the count.",
    ),
    "evidence_too_early": Wording(
        "ngày {day} quá sớm, sớm nhất là {earliest}. Sửa ngày.",
        "{day} is too early, {earliest} is the first. Mend the date.",
    ),
    "evidence_not_in_force": Wording(
        "ngày {day} không có {unit} ở cấp mà sổ này theo dõi. Sửa ngày hoặc đơn vị.",
        "on {day} there was no {unit} at the level of this register. Mend the date or the unit.",
    ),
    "evidence_no_standing": Wording(
        "{unit} không thuộc địa bàn của bạn. Gửi cho người phụ trách đơn vị đó.",
        "{unit} is not in your charge. Send it to who answers for that unit.",
    ),
}
