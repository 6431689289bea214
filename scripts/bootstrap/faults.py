"""What can go wrong during set-up: the exit code, the sentence and the remedy of each fault."""

import errno
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One kind of failure, told in Vietnamese and in English."""

    exit_code: int
    vi: str
    vi_remedy: str
    en: str
    en_remedy: str


FAULTS = {
    "unexpected": Fault(
        70,
        "cài đặt dừng lại vì một lỗi không lường trước.",
        "xem chi tiết bên dưới, rồi chạy lại; lần chạy sau tự sửa phần dở dang.",
        "set-up stopped at an unforeseen failure.",
        "read the details below, then run again; the next run repairs what is unfinished.",
    ),
    "network": Fault(
        72,
        "không kết nối được kho gói phần mềm (PyPI hoặc npm).",
        "kiểm tra mạng, máy chủ proxy (HTTPS_PROXY) và chứng chỉ, rồi chạy lại.",
        "the package registry (PyPI or npm) could not be reached.",
        "check the network, the proxy (HTTPS_PROXY) and its certificate, then run again.",
    ),
    "disk_full": Fault(
        73,
        "hết dung lượng đĩa.",
        "giải phóng khoảng 2 GB ở đĩa chứa thư mục này, thư mục tạm và bộ nhớ đệm, rồi chạy lại.",
        "the disk is full.",
        "free about 2 GB on the disks of this folder, of temporary files and of caches, "
        "then run again.",
    ),
    "no_permission": Fault(
        74,
        "không có quyền ghi vào thư mục của Diaban.",
        "chạy trong thư mục của chính bạn, hoặc lấy lại quyền: sudo chown -R $USER .",
        "Diaban's folder cannot be written to.",
        "run in a folder of your own, or take this one back: sudo chown -R $USER .",
    ),
    "wrong_hash": Fault(
        75,
        "một gói tải về không khớp mã băm đã ghi; không có gì được cài.",
        "xoá bộ nhớ đệm của uv, pip hoặc npm rồi chạy lại; nếu vẫn lỗi, đừng bỏ qua: hãy báo cho "
        "người phát triển.",
        "a downloaded package does not match its recorded hash; it was not installed.",
        "clear the cache of uv, pip or npm and run again; if it persists do not work around it: "
        "tell the developers.",
    ),
    "unsupported_machine": Fault(
        76,
        "một gói không có bản dựng sẵn cho hệ điều hành, bộ xử lý hoặc Python của máy này.",
        "dùng Python 3.11-3.14 bản 64 bit trên Linux, macOS hoặc Windows thông dụng.",
        "a package has no ready-made build for this system, processor or Python.",
        "use a 64-bit Python 3.11-3.14 on an ordinary Linux, macOS or Windows.",
    ),
    "no_node": Fault(
        77,
        "không lấy được thư viện bản đồ: máy không có npm và gói Node.js dự phòng không chạy.",
        "cài Node.js (ví dụ: apt install npm), rồi chạy lại.",
        "the map library could not be fetched: npm is missing and the stand-in Node.js failed.",
        "install Node.js (for example: apt install npm), then run again.",
    ),
    "no_venv": Fault(
        78,
        "Python của máy này không tạo được môi trường riêng (thiếu venv và pip).",
        "cài thêm: apt install python3-venv (hoặc cài uv), rồi chạy lại.",
        "this Python cannot make an environment of its own (venv and pip are missing).",
        "install them: apt install python3-venv (or install uv), then run again.",
    ),
    "incomplete_clone": Fault(
        79,
        "thư mục Diaban thiếu tệp khoá phiên bản.",
        "tải lại mã nguồn (git clone) hoặc khôi phục tệp: git checkout -- .",
        "a lock file is missing from Diaban's folder.",
        "clone the source again, or bring the file back: git checkout -- .",
    ),
    "interrupted": Fault(
        130,
        "đã dừng theo yêu cầu.",
        "chạy lại lúc nào cũng được; phần dở dang sẽ tự được sửa.",
        "stopped as you asked.",
        "run again at any time; what is unfinished repairs itself.",
    ),
}

# The first match wins: a hash mismatch or a full disk also leaves vaguer complaints behind.
SIGNS = (
    ("wrong_hash", r"DO NOT MATCH THE HASHES|hash mismatch|EINTEGRITY"),
    ("disk_full", r"no space left on device|os error 28\b|\bENOSPC\b|\bEDQUOT\b|quota exceeded"),
    (
        "no_permission",
        r"permission denied|os error 13\b|\bEACCES\b|read-only file system|\bEROFS\b",
    ),
    (
        "network",
        (
            r"name resolution|name or service not known|dns error|failed to lookup"
            r"|connection (refused|reset|aborted|timed out|error)|network is unreachable"
            r"|NewConnectionError|ConnectTimeout|ReadTimeout|timed out|ProxyError|tunnel"
            r"|error sending request|certificate|failed to (fetch|download)|client error"
            r"|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|network request"
            r"|\bE(401|403|404|5\d\d)\b|HTTP error (4|5)\d\d"
        ),
    ),
    (
        "unsupported_machine",
        (
            r"no matching distribution|no usable wheels|no wheels? with a matching"
            r"|no compatible (tag|wheel)|building source distributions is disabled"
        ),
    ),
    ("no_venv", r"ensurepip is not|no module named '?(venv|ensurepip|pip)\b"),
)

ERRNO_FAULTS = {
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EACCES: "no_permission",
    errno.EPERM: "no_permission",
    errno.EROFS: "no_permission",
}


class SetupError(Exception):
    """Set-up cannot go on; `kind` is a key of FAULTS, `details` is what the tool printed."""

    def __init__(self, kind: str, details: str = "") -> None:
        super().__init__(kind)
        self.kind = kind
        self.details = details

    @property
    def fault(self) -> Fault:
        return FAULTS[self.kind]


def diagnose_output(text: str) -> str:
    """Return the kind of fault that a tool's printed output betrays."""
    for kind, sign in SIGNS:
        if re.search(sign, text, re.IGNORECASE):
            return kind
    return "unexpected"


def diagnose_os_error(error: OSError) -> SetupError:
    """Return the fault behind an error of the operating system."""
    return SetupError(ERRNO_FAULTS.get(error.errno or 0, "unexpected"), str(error))


def tell(error: SetupError, *, detail_lines: int = 15) -> str:
    """Return the message for a person: both languages, the remedy, the tool's last lines."""
    fault = error.fault
    lines = [
        f"Lỗi: {fault.vi}",
        f"  Cách sửa: {fault.vi_remedy}",
        f"Error: {fault.en}",
        f"  Remedy: {fault.en_remedy}",
        f"  (mã thoát · exit code {fault.exit_code})",
    ]
    details = [line for line in error.details.splitlines() if line.strip()]
    if details:
        lines.append("Chi tiết · details:")
        lines += [f"  | {line}" for line in details[-detail_lines:]]
    return "\n".join(lines) + "\n"
