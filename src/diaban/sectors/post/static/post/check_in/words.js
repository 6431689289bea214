// Every text of the staff's page, Vietnamese and English: it must speak without a network.

import { ABOUT_CHECK_INS } from "./record_words.js";

const WORDS = {
  ...ABOUT_CHECK_INS,
  title: ["Đến và về", "Come and go"],
  other_language: ["English", "Tiếng Việt"],
  come: ["Đến", "I am here"],
  leave: ["Về", "I leave"],
  at_point: ["Điểm bưu chính", "Post point"],
  made_up: ["Dữ liệu dựng để thử, không phải điểm thật", "Made-up data for trying out, not a real point"],
  here_since: ["Đang ở điểm từ {time}", "Here since {time}"],
  not_here: ["Chưa báo đến", "Not here yet"],
  code: ["Mã ở điểm (6 số)", "The point's code (6 digits)"],
  code_help_screen: ["Xem trên màn hình ở điểm. Không có thì để trống.", "It is on the screen at the point. Leave it empty if there is none."],
  code_help_card: ["Xem trên thẻ tuần, đúng hôm nay, sáng hoặc chiều. Không có thì để trống.", "It is on the weekly card, for today, morning or afternoon. Leave it empty if there is none."],
  code_bad: ["Mã phải đủ 6 chữ số, hoặc để trống.", "The code has 6 digits, or leave it empty."],
  photo: ["Chụp ảnh (không bắt buộc)", "Take a photo (not required)"],
  photo_kept: ["Có ảnh, {kb} kB", "With a photo, {kb} kB"],
  photo_drop: ["Bỏ ảnh", "Drop the photo"],
  photo_too_large: ["Ảnh quá lớn. Hãy chụp bằng máy này, mỗi lần một ảnh.", "The photo is too large. Take one with this phone, one at a time."],
  photo_unreadable: ["Không đọc được ảnh này. Hãy chụp lại.", "This photo cannot be read. Take it again."],
  photo_refused: ["Máy chủ không nhận ảnh ({reason}). Lượt điểm danh vẫn còn.", "The server did not take the photo ({reason}). The check-in stands."],
  measuring: ["Đang đo vị trí…", "Measuring the position…"],
  saved: ["Đã lưu trên máy: {kind}, {time}", "Saved on this phone: {kind}, {time}"],
  not_saved: ["CHƯA LƯU ĐƯỢC: {detail}. Hãy giải phóng bộ nhớ của máy rồi bấm lại.", "NOT SAVED: {detail}. Free some space on the phone, then press again."],
  waiting: ["Chưa gửi: {n}", "To send: {n}"],
  all_sent: ["Đã gửi hết", "All sent"],
  state_offline: ["Không có mạng. Cứ báo: mọi lượt đã lưu trên máy này và tự gửi khi có mạng.", "No network. Go on: everything is saved on this phone and sends itself when there is a network."],
  state_server: ["Máy chủ đang bận. Máy này sẽ tự gửi lại.", "The server is busy. This phone will try again by itself."],
  state_sign_in: ["Cần đăng nhập lại thì mới gửi được. Không mất gì cả.", "Sign in again to send. Nothing is lost."],
  state_working: ["Đang gửi…", "Sending…"],
  sign_in: ["Đăng nhập", "Sign in"],
  send_now: ["Gửi ngay", "Send now"],
  first_online: ["Lần đầu dùng máy này cần có mạng.", "The first time this phone needs a network."],
  no_point: ["Bạn chưa được phân công ở điểm nào.", "You are not posted at any point yet."],
  no_point_do: ["Hãy báo người quản lý điểm hoặc UBND xã, phường.", "Tell who manages the point, or the commune's office."],
  key_pending: ["Máy này chờ xác nhận. Đọc số {digits} cho người quản lý điểm hoặc cán bộ xã, phường. Vẫn báo được: các lượt sẽ gửi sau khi xác nhận.", "This phone waits to be confirmed. Read {digits} out to who manages the point, or to the commune's office. You can go on: it is sent once the phone is confirmed."],
  key_refused_too_many: ["Bạn đã có 5 máy. Hãy nhờ người quản lý hủy máy không dùng nữa.", "You have 5 phones already. Ask the manager to revoke one that is not used."],
  key_refused: ["Máy chủ không nhận khóa của máy này ({reason}). Hãy báo người quản lý điểm.", "The server did not take this phone's key ({reason}). Tell who manages the point."],
  new_key: ["Tạo khóa mới cho máy này", "Make a new key for this phone"],
  failed: ["Trang gặp lỗi: {detail}. Những gì đã lưu vẫn còn. Hãy mở lại trang.", "The page failed: {detail}. What was saved is still there. Open the page again."],
};

const LANGUAGES = ["vi", "en"], KEPT = "diaban-post-language";
let language = 0;

export function chooseLanguage(wanted) {
  let code = wanted;
  try {
    code ??= localStorage.getItem(KEPT);
    if (wanted) localStorage.setItem(KEPT, wanted);
  } catch { /* a browser without storage speaks as the page came */ }
  language = Math.max(0, LANGUAGES.indexOf(code ?? document.documentElement.lang));
  document.documentElement.lang = LANGUAGES[language];
}

export const otherLanguage = () => LANGUAGES[1 - language];
export const knows = (key) => Object.hasOwn(WORDS, key);
export const words = (key, values = {}) => WORDS[key][language].replace(/\{(\w+)\}/g, (_, name) => values[name]);
export const clock = (ms) => new Intl.DateTimeFormat(LANGUAGES[language], { hour: "2-digit", minute: "2-digit" }).format(new Date(ms));
export const day = (ms) => new Intl.DateTimeFormat(LANGUAGES[language], { weekday: "short", day: "2-digit", month: "2-digit" }).format(new Date(ms));
