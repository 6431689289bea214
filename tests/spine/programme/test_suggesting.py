"""What a target may be counted by is proposed by its words; nothing is proposed for no reason."""

import tomllib
from importlib import resources

from hypothesis import given
from hypothesis import strategies as st

from diaban.spine.programme.suggesting import FITTING, suggest

TITLES = {
    "coded": "Hộ đã có mã địa chỉ",
    "staffed": "Điểm bưu chính có người phục vụ",
    "radio": "Xã, phường có đài truyền thanh ứng dụng CNTT-VT",
    "5g": "Trạm 5G theo kế hoạch đã phát sóng",
}


def test_the_nearest_by_its_words_comes_first_and_what_shares_nothing_does_not_come():
    assert suggest("Phấn đấu 95% hộ có mã địa chỉ bưu chính", TITLES)[0] == "coded"
    assert suggest("Điểm bưu chính ở mọi xã có người phục vụ", TITLES)[0] == "staffed"
    assert suggest("Bảo đảm kinh phí", TITLES) == []
    assert suggest("", TITLES) == []


def test_what_only_shares_common_words_is_near_and_does_not_fit():
    titles = TITLES | {"plans": "Tin, bài đã đăng theo kế hoạch"}
    assert suggest("Bố trí kinh phí thực hiện kế hoạch", titles) == ["plans"]
    assert suggest("Bố trí kinh phí thực hiện kế hoạch", titles, least=FITTING) == []
    assert suggest("95% hộ có mã địa chỉ", titles, least=FITTING) == ["coded"]


def test_a_name_with_a_digit_is_a_word_by_itself():
    assert suggest("Thử nghiệm mạng 5G", TITLES) == ["5g"]


def test_decomposed_letters_are_the_same_letters():
    assert suggest("Ma\u0303 đi\u0323a chi\u0309 cho mọi hộ", TITLES)[:1] == ["coded"]


def test_of_the_programme_of_2021_the_register_that_serves_a_task_is_nearly_always_offered():
    """Registers and tasks were named by the same hand: what a stranger would name is not shown."""
    text = (
        resources.files("diaban.exchange.programme_2021").joinpath("tasks.toml").read_text("utf-8")
    )
    tasks = [task for task in tomllib.loads(text)["task"] if "register" in task]
    titles = {task["register"]["key"]: task["register"]["title_vi"] for task in tasks}
    offered = [task["register"]["key"] in suggest(task["title"], titles) for task in tasks]
    assert sum(offered) >= 0.9 * len(offered)


@given(st.text(), st.dictionaries(st.text(), st.text(), max_size=6), st.integers(0, 4))
def test_any_text_gets_at_most_so_many_of_the_titles_each_once(wanted, titles, most):
    found = suggest(wanted, titles, most)
    assert len(found) == len(set(found)) <= most
    assert set(found) <= set(titles)


def test_words_that_only_bind_make_nothing_near():
    titles = {"coded": "Hộ có mã địa chỉ", **{k: v for k, v in TITLES.items() if k != "coded"}}
    assert suggest("Mỗi hộ có ít nhất một người dùng ứng dụng", titles, least=0.45) == []


def test_a_targets_own_words_weigh_more_than_those_of_its_task() -> None:
    titles = {"coded": "Hộ có mã địa chỉ", "confirmed": "Hộ đã xác nhận địa chỉ", **TITLES}
    target = "Có ít nhất 80% hộ gia đình được xác nhận mã"
    task = "Rà soát, xác nhận mã địa chỉ của hộ gia đình trên địa bàn"
    assert suggest(target, titles, around=f"{task}; {target}")[0] == "confirmed"
