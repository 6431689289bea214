"""What can be wrong with, or is told of, a workbook and its sheet."""

from diaban.exchange.importing.wordings.wording import Wording

WORDINGS = {
    "header_row_empty": Wording(
        "Dòng {found} trống nên không thể là dòng tiêu đề. Chọn dòng có tên cột.",
        "Row {found} is blank and cannot hold the headings. Choose the row with the column names.",
    ),
    "header_below": Wording(
        "Tiêu đề cột nằm ở dòng {found}; các dòng phía trên được bỏ qua. Nếu không đúng, xóa "
        "các dòng phía trên tiêu đề rồi gửi lại.",
        "The headings stand in row {found}; the rows above are left out. If that is wrong, "
        "delete what stands above the headings and send the file again.",
    ),
    "rows_left_out": Wording(
        "không được nhập vì là dòng tổng cộng hoặc chữ ký: “{value}”. Nếu là địa chỉ, xóa chữ đó "
        "rồi gửi lại.",
        "left out as a total or a signature: “{value}”. If it is an address, delete those words "
        "and send the file again.",
    ),
    "rows_below_foot": Wording(
        "không được nhập vì đứng dưới dòng tổng cộng hoặc chữ ký và gần như trống. Nếu là địa chỉ, "
        "chuyển lên trên các dòng đó rồi gửi lại.",
        "left out: it stands below a total or a signature and is nearly empty. If it is an "
        "address, move it above those rows and send the file again.",
    ),
    "cells_filled": Wording(
        "Ô gộp được điền xuống {count} dòng (ví dụ phường/xã viết một lần cho cả "
        "nhóm). Xem các dòng mẫu; nếu sai, bỏ gộp ô rồi gửi lại.",
        "Merged cells were filled down over {count} rows (such as a commune written once for its "
        "group). Look at the sample rows; if they are wrong, unmerge the cells and send it again.",
    ),
    "sheets_hidden": Wording(
        "Sổ tính có trang ẩn: {found}. Trang ẩn không được nhập trừ khi chọn.",
        "The workbook has hidden sheets: {found}. They are not imported unless chosen.",
    ),
    "sheets_passed": Wording(
        "Đọc trang “{sheet}” vì trang đứng trước ({found}) không có tên cột nào quen thuộc. Nếu "
        "không đúng, chọn trang khác.",
        "The sheet “{sheet}” is read, since {found} before it has no column names that are known. "
        "If that is wrong, choose another sheet.",
    ),
    "rows_hidden": Wording(
        "Trang tính có {count} dòng ẩn; chúng vẫn được đọc. Xóa các dòng đó nếu không muốn nhập.",
        "The sheet has {count} hidden rows; they are read. Delete them if they are not wanted.",
    ),
    "macros_not_run": Wording(
        "Sổ tính có macro. Macro không được chạy; chỉ đọc giá trị của các ô.",
        "The workbook has macros. They are never run; only the values of cells are read.",
    ),
    "zip_damaged": Wording(
        "Tệp {format} bị hỏng: {what}. Mở bằng phần mềm bảng tính, lưu lại rồi gửi lại.",
        "The {format} file is damaged: {what}. Open it in a spreadsheet program, save it and send "
        "it again.",
    ),
    "xml_bomb": Wording(
        "Sổ tính khai báo thực thể XML trong {what}; phần mềm bảng tính không làm thế. Tệp bị từ "
        "chối; mở bằng Excel, lưu lại rồi gửi lại.",
        "The workbook declares XML entities in {what}, which no spreadsheet program does. The file "
        "is refused; open it in Excel, save it and send it again.",
    ),
}
