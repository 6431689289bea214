"""What can be wrong with, or is told of, the file of a directive."""

from diaban.exchange.importing.wordings.wording import Wording

WORDINGS = {
    "directive_scanned": Wording(
        "Tệp PDF là ảnh chụp, không có chữ để đọc. Nhận dạng chữ (OCR) rồi dán phần chữ vào đây, "
        "hoặc xin bản DOCX từ nơi ban hành.",
        "The PDF is a scan and holds no text. Recognise its text (OCR) and paste it here, or ask "
        "the issuer for the DOCX.",
    ),
    "directive_pdf_blank": Wording(
        "Tệp PDF không có chữ nào; có thể là ảnh chụp hoặc trang trắng. Mở tệp xem: nếu có chữ thì "
        "nhận dạng chữ (OCR) rồi dán vào đây, hoặc xin bản DOCX từ nơi ban hành.",
        "The PDF holds no text; it may be a scan, or blank. Open it: where there is text to see, "
        "recognise it (OCR) and paste it here, or ask the issuer for the DOCX.",
    ),
    "directive_picture": Wording(
        "Tệp là ảnh chụp, không có chữ để đọc. Nhận dạng chữ (OCR) rồi dán phần chữ vào đây, "
        "hoặc xin bản DOCX từ nơi ban hành.",
        "The file is a picture and holds no text. Recognise its text (OCR) and paste it here, or "
        "ask the issuer for the DOCX.",
    ),
    "directive_no_document": Wording(
        "Tệp không phải văn bản nên không đọc được chữ nào. Gửi bản DOCX, PDF hoặc XLSX; nếu là "
        "ảnh chụp thì nhận dạng chữ (OCR) rồi dán phần chữ vào đây.",
        "The file is no document: no text could be read in it. Send the DOCX, PDF or XLSX; where "
        "it is a picture, recognise its text (OCR) and paste it here.",
    ),
    "directive_pdf_lines": Wording(
        "Bảng trong tệp PDF được đọc như các dòng chữ. Văn bản có phụ lục bảng thì gửi thêm bản "
        "DOCX hoặc XLSX để đọc đúng từng ô.",
        "Tables of the PDF are read as lines of text. Where there are annex tables, send the DOCX "
        "or XLSX too, whose cells are read one by one.",
    ),
    "directive_pdf_pictures": Wording(
        "{count} trang của tệp PDF là ảnh chụp, chưa đọc. Nhận dạng chữ (OCR) các trang đó rồi dán "
        "phần chữ thành văn bản riêng.",
        "{count} pages of the PDF are pictures and were not read. Recognise their text (OCR) and "
        "enter it as a document of its own.",
    ),
    "directive_too_many_pages": Wording(
        "Tệp PDF có {count} trang, quá giới hạn {limit}. Tách thành nhiều tệp rồi gửi từng tệp.",
        "The PDF has {count} pages; the limit is {limit}. Split it and send the parts.",
    ),
    "directive_locked": Wording(
        "Văn bản có mật khẩu nên không đọc được. Mở văn bản, bỏ mật khẩu, lưu lại rồi gửi lại.",
        "The document has a password and cannot be read. Open it, remove the password, save it "
        "and send it again.",
    ),
    "directive_old_word": Wording(
        "Tệp DOC đời cũ không đọc được. Mở bằng Word hoặc LibreOffice, lưu thành DOCX rồi gửi lại.",
        "Old DOC files are not read. Open it in Word or LibreOffice, save it as DOCX and send it "
        "again.",
    ),
    "directive_too_long": Wording(
        "Văn bản có {count} ký tự, quá giới hạn {limit}. Tách thành nhiều tệp rồi gửi từng tệp.",
        "The document has {count} characters; the limit is {limit}. Split it and send the parts.",
    ),
    "directive_changes_taken": Wording(
        "Văn bản còn dấu sửa đổi (track changes): đã đọc như khi chấp nhận mọi sửa đổi.",
        "The document has tracked changes: it was read as if all of them were accepted.",
    ),
    "directive_legacy": Wording(
        "Văn bản gõ bằng phông chữ cũ ({found}), đã được chuyển sang Unicode. Hãy soát lại chữ "
        "trước khi dùng, nhất là tên riêng.",
        "The text was written in an old font ({found}) and was converted to Unicode. Look it over "
        "before you use it, names above all.",
    ),
    "directive_empty": Wording(
        "Văn bản không có chữ nào. Mở tệp gốc xem còn nội dung không, lưu lại rồi gửi lại; nếu "
        "chữ nằm trong ảnh thì nhận dạng chữ (OCR) rồi dán vào đây.",
        "The document holds no text. Open the original to see whether anything is in it, save it "
        "and send it again; where its text is a picture, recognise it (OCR) and paste it here.",
    ),
}
