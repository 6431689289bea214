"""What can be wrong with the Post's list, and with a workbook that a commune returns."""

from diaban.exchange.importing.wordings.wording import Wording

WORDINGS = {
    "digital_address_not_digits": Wording(
        "“{value}” không phải mã địa chỉ số 10 chữ số. Đề nghị Bưu điện bổ sung mã cho dòng này.",
        "“{value}” is not a digital address of 10 digits. Ask the Post for the code of this row.",
    ),
    "handover_sheet_missing": Wording(
        "đây không phải tệp đối chiếu đã phát (thiếu cột “{missing}”). Tải lại tệp của xã, phường "
        "từ trang Bàn giao địa chỉ số và điền vào đó.",
        "this is not a workbook that was given out (the column “{missing}” is missing). Download "
        "the commune's workbook again from the page of the handover and fill that in.",
    ),
    "handover_key_unknown": Wording(
        "mã dòng “{value}” không có trong đợt bàn giao này, hoặc thuộc xã, phường khác. Không sửa "
        "cột mã dòng; tải lại tệp nếu cần.",
        "the row key “{value}” is not in this handover, or belongs to another commune. Do not "
        "change the column of row keys; download the workbook again if need be.",
    ),
    "handover_key_doubled": Wording(
        "mã dòng “{value}” có hai lần. Giữ lại một dòng.",
        "the row key “{value}” stands there twice. Keep one of the two rows.",
    ),
    "handover_choice_unknown": Wording(
        "quyết định “{value}” không có trong danh sách: {known}. Chọn từ ô thả xuống.",
        "the decision “{value}” is not one of: {known}. Choose from the list of the cell.",
    ),
    "handover_choice_unfit": Wording(
        "không thể chọn “{value}” cho dòng này. Bưu điện không có dòng nào để theo.",
        "“{value}” cannot be chosen for this row: the Post has no row to follow.",
    ),
    "handover_nothing_corrected": Wording(
        "đã chọn “{value}” nhưng các ô sửa đều trống. Điền ít nhất một ô.",
        "“{value}” was chosen, but nothing stands in the cells to correct. Fill in at least one.",
    ),
    "handover_position": Wording(
        "vĩ độ, kinh độ “{value}” không nằm ở Việt Nam hoặc thiếu một trong hai. Ví dụ 21.0285 và "
        "105.8542.",
        "latitude and longitude “{value}” do not lie in Viet Nam, or one of them is missing. For "
        "example 21.0285 and 105.8542.",
    ),
    "handover_words_too_long": Wording(
        "nội dung dài {length} ký tự, quá giới hạn {limit}.",
        "the text is {length} characters long, over the limit of {limit}.",
    ),
}
