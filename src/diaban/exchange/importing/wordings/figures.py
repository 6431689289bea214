"""What can be wrong with household counts and postal codes."""

from diaban.exchange.importing.wordings.wording import Wording

WORDINGS = {
    "count_missing": Wording(
        "chưa có số hộ. Điền số hộ, hoặc xóa dòng nếu chưa biết.",
        "the number of households is empty. Fill it in, or delete the row if nobody knows.",
    ),
    "count_invalid": Wording(
        "số hộ “{value}” phải là số nguyên từ 0 đến 1000000. Sửa lại.",
        "the number of households “{value}” must be a whole number from 0 to 1000000. Mend it.",
    ),
    "unit_name_unknown": Wording(
        "không tìm thấy đơn vị “{value}”. Dùng tên hoặc mã trong tệp mẫu.",
        "the unit “{value}” is not found. Use a name or code from the template.",
    ),
    "unit_name_ambiguous": Wording(
        "tên “{value}” chỉ nhiều đơn vị: {known}. Ghi mã 5 chữ số.",
        "the name “{value}” stands for several units: {known}. Give the 5-digit code.",
    ),
    "unit_doubled": Wording(
        "đơn vị “{value}” đã có ở dòng {first} với cùng ngày. Giữ lại một dòng.",
        "the unit “{value}” stands already in row {first} with the same date. Keep one row.",
    ),
    "source_missing": Wording(
        "thiếu nguồn của số liệu. Ghi văn bản hoặc cơ quan đã cung cấp.",
        "the source of the figure is missing. Name the document or office that gave it.",
    ),
    "postal_code_invalid": Wording(
        "“{value}” không phải mã bưu chính 5 chữ số. Sửa lại theo quyết định.",
        "“{value}” is not a 5-digit postal code. Mend it from the decision.",
    ),
    "postal_code_doubled": Wording(
        "mã bưu chính {value} đã có ở dòng {first} cho đơn vị khác. Sửa lại theo quyết định.",
        "the postal code {value} stands already in row {first} for another unit. Mend it from the "
        "decision.",
    ),
}
