"""Words of made-up annex tables; none is taken from the reader's lexicon."""

ACTIONS = (
    "Tham mưu ban hành {}", "Rà soát {}", "Tổ chức triển khai {}", "Nâng cấp {}", "Kiểm tra {}",
    "Xây dựng {}", "Hoàn thiện {}", "Đánh giá hiệu quả {}", "Bàn giao {}", "Công bố {}",
    "Hướng dẫn các xã sử dụng {}", "Thẩm định {}", "Mở rộng {}", "Vận hành thử {}",
)  # fmt: skip
THINGS = (
    "Quy chế quản lý camera công cộng", "hệ thống họp không giấy", "kho tư liệu ảnh của thành phố",
    "mạng lưới điểm phục vụ bưu chính vùng ven", "phần mềm chấm điểm thi đua, khen thưởng",
    "Đề án quy hoạch cột treo cáp", "danh mục tuyến phố hạ cáp", "cổng tra cứu quy hoạch",
    "tài liệu hướng dẫn người cao tuổi dùng căn cước gắn chip", "bộ câu hỏi khảo sát công chức",
    "trạm phát sóng tại khu tái định cư Hòa Xuân", "ứng dụng phản ánh hiện trường",
    "công tác phát hành sách thiếu nhi, truyện tranh", "đội hình tình nguyện hỗ trợ chợ số",
    "Kế hoạch ứng phó sự cố lộ thông tin khách hàng", "bản tin buổi sáng cho cụm dân cư",
)  # fmt: skip
ORGANS = (
    "Phòng Hạ tầng số", "Văn phòng", "Thanh tra", "Trung tâm Lưu trữ", "Sở Nội vụ", "Sở Tư pháp",
    "Công an thành phố", "UBND các xã, phường", "Bưu điện thành phố", "Phòng Kế hoạch - Tài chính",
    "Sở Du lịch", "Thành đoàn", "Hội Cựu chiến binh", "Ban Quản lý Khu công nghệ cao",
    "các đơn vị có liên quan", "Sở Tài chính (Phòng Quản lý giá)", "Đội Quản lý trật tự",
    "Sở Văn hóa, Thể thao và Du lịch", "Ủy ban Mặt trận Tổ quốc Việt Nam thành phố",
    "Các doanh nghiệp viễn thông",
    "Sở Giao thông vận tải", "Trường Cao đẳng Nghề", "Viettel", "Kho bạc Nhà nước",
)  # fmt: skip
PRODUCTS = (
    "Quyết định", "Tờ trình", "Báo cáo đánh giá", "Bộ tài liệu in", "Biên bản nghiệm thu",
    "Nghị quyết được thông qua", "Bản đồ", "Danh sách đã duyệt", "Hệ thống vận hành chính thức",
)  # fmt: skip
GROUPS = (
    "Nhóm việc về thể chế", "Hạ tầng", "NHÂN LỰC VÀ TRUYỀN THÔNG", "Công tác nội bộ",
    "Các việc chuyển tiếp từ năm trước", "An toàn hệ thống", "DỊCH VỤ CHO NGƯỜI DÂN",
    "Hoàn thiện thể chế", "Phát triển nguồn nhân lực", "Mở rộng hợp tác", "VĂN PHÒNG",
)  # fmt: skip
HEADS = {
    "number": ("STT", "TT", "Số TT"),
    "task": ("Nhiệm vụ", "Nội dung công việc", "Tên nhiệm vụ", "Nội dung", "Nhiệm vụ, giải pháp"),
    "lead": ("Đơn vị chủ trì", "Cơ quan chủ trì", "Chủ trì", "Chủ trì thực hiện"),
    "partners": ("Đơn vị phối hợp", "Phối hợp", "Cơ quan, đơn vị phối hợp"),
    "term": ("Thời gian hoàn thành", "Thời hạn", "Tiến độ", "Thời gian thực hiện"),
    "product": ("Sản phẩm", "Kết quả, sản phẩm", "Kết quả đạt được", "Sản phẩm dự kiến"),
    "both": ("Đơn vị chủ trì, phối hợp", "Cơ quan chủ trì/phối hợp"),
    "note": ("Ghi chú",),
}
