"""A passkey, made and used in a real browser with an authenticator that software stands for."""

import pytest

from diaban.spine.parties import people
from diaban.spine.parties.invitations import Invitation
from diaban.spine.parties.models import Role, local_operator

pytestmark = pytest.mark.browser
WORDS = "ba mươi sáu phố phường"


@pytest.fixture
def link(transactional_db, live_server) -> str:
    """A link for the first administrator; passkeys need a name, not a number."""
    token = people.invite(local_operator(), "chief", Role.DEPARTMENT, administers=True).token
    assert Invitation.find(token) is not None
    return f"{live_server.url}/account/invitation/{token}/".replace("127.0.0.1", "localhost")


def press(page, name: str) -> None:
    """Press a button that its page's own script serves, once that script has run."""
    button = page.get_by_role("button", name=name)
    button.wait_for()
    page.wait_for_load_state("load")
    button.click()


def test_a_passkey_is_added_and_then_lets_in_without_a_password(open_page, link):
    page = open_page("phone")
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    authenticator = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": authenticator})
    page.goto(link)
    page.get_by_label("Đặt mật khẩu").fill(WORDS)
    page.get_by_role("button", name="Làm tiếp").click()
    page.get_by_role("link", name="Khóa đăng nhập và ứng dụng xác thực").click()
    page.get_by_role("link", name="Thêm khóa đăng nhập").click()
    page.locator("#main input[type=password]").fill(WORDS)
    page.locator("#main button.primary").click()
    press(page, "Thêm khóa đăng nhập")
    page.wait_for_url("**/account/codes/")
    assert page.locator("#main li.code").count() == 10
    page.goto(link.split("/account/")[0] + "/account/")
    page.get_by_role("button", name="Đăng xuất", exact=True).click()
    page.get_by_role("link", name="Đăng nhập").click()
    press(page, "Đăng nhập bằng khóa đăng nhập")
    page.get_by_role("link", name="chief").click()
    page.wait_for_url("**/account/")
    page.locator("h1", has_text="chief").wait_for()
    told = page.locator("#main dl").inner_text()
    assert "quản trị" in told
    assert "toàn thành phố" in told.partition("Địa bàn")[2]
    assert page.get_by_text("khóa đăng nhập", exact=False).count() >= 1
    page.locator("nav summary", has_text="Thêm").click()
    page.get_by_role("link", name="Người dùng").click()
    page.wait_for_url("**/people/")
