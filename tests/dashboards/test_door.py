"""Who comes in, how far, and for how long."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from dashboards.door import OPEN
from hotline.staff import Staff
from hotline.store.journal import Act, JournalEntry
from tests.dashboards.visitor import Visitor, logged_in, visitor
from tests.house import House

MINUTE = timedelta(minutes=1)


def wait(house: House, by: timedelta) -> None:
    house.network.clock.forward(by)


def addresses(house: House) -> list[tuple[str, str, str]]:
    """Every view of the front door: its name, a method, an address that fits it."""
    filled = {"number": 1001, "version": 1, "token": "x", "filename": "console.css"}
    adapter = house.client.application.url_map.bind("hotline.test")
    found = []
    for rule in house.client.application.url_map.iter_rules():
        if rule.endpoint.startswith("dashboards."):
            values = {name: filled.get(name, str(UUID(int=0))) for name in rule.arguments}
            method = "POST" if "POST" in (rule.methods or ()) else "GET"
            address = adapter.build(rule.endpoint, values, method=method)
            found.append((rule.endpoint.partition(".")[2], method, address))
    return found


def test_nobody_comes_in_without_a_log_in(house: House) -> None:
    stranger = visitor(house)
    stranger.get("/login")
    closed = [view for view in addresses(house) if view[0] not in OPEN]
    assert len(closed) > 15
    for view, method, address in closed:
        answer = stranger.get(address) if method == "GET" else stranger.post(address)
        assert answer.status_code == 302, view
        assert "/login" in answer.headers["Location"], view


def test_no_form_is_taken_without_its_token(house: House) -> None:
    lan = logged_in(house)
    for view, method, address in addresses(house):
        if method == "POST" and view != "answer_agency_link":
            assert lan.post(address, csrf_token="").status_code == 400, view


def test_no_form_is_taken_from_another_site(house: House) -> None:
    lan = logged_in(house)
    answer = lan.post("/logout", {"Origin": "https://elsewhere.test"})
    assert answer.status_code == 403
    assert lan.get("/").status_code == 200


def test_after_the_log_in_one_stands_where_one_wanted_to_go(house: House) -> None:
    stranger = visitor(house)
    assert stranger.get("/tickets/1001").headers["Location"] == "/login?next=/tickets/1001"
    assert stranger.log_in(next="/tickets/1001").headers["Location"] == "/tickets/1001"


def test_whoever_is_logged_in_already_is_not_asked_again(house: House) -> None:
    lan = logged_in(house)
    assert lan.get("/login?next=/agencies").headers["Location"] == "/agencies"
    assert lan.get("/login?next=//elsewhere.test").headers["Location"] == "/"


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.test/", "//elsewhere.test", "/\\evil"])
def test_the_log_in_leads_to_no_other_site(house: House, elsewhere: str) -> None:
    assert visitor(house).log_in(next=elsewhere).headers["Location"] == "/"


@pytest.mark.parametrize(
    ("login", "password"),
    [
        pytest.param("lan", "wrong", id="a-wrong-password"),
        pytest.param("nobody", "wrong", id="a-login-nobody-has"),
    ],
)
def test_a_refusal_does_not_tell_what_was_wrong(house: House, login: str, password: str) -> None:
    answer = visitor(house).log_in(login, password)
    assert answer.status_code == 401
    assert "Sai tên đăng nhập hoặc mật khẩu" in answer.text
    assert password not in answer.text


def test_five_wrong_passwords_close_a_login_for_a_minute(house: House) -> None:
    stranger = visitor(house)
    for _ in range(5):
        assert stranger.log_in("lan", "wrong").status_code == 401
    assert stranger.log_in("lan").status_code == 429
    assert visitor(house).log_in("minh").status_code == 303
    wait(house, MINUTE)
    assert stranger.log_in("lan").status_code == 303


def test_guessing_many_logins_closes_the_address(house: House) -> None:
    stranger = visitor(house)
    for n in range(20):
        assert stranger.log_in(f"guess{n}", "wrong").status_code == 401
    assert stranger.log_in("lan").status_code == 429


def test_a_log_in_gives_a_new_session(house: House) -> None:
    lan = visitor(house)
    lan.get("/login")
    before = lan.client.get_cookie("langnghe", "hotline.test")
    lan.log_in()
    after = lan.client.get_cookie("langnghe", "hotline.test")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    assert (after.http_only, after.secure, after.same_site) == (True, True, "Lax")


def test_a_quarter_of_an_hour_without_work_locks_the_desk(house: House) -> None:
    lan = logged_in(house)
    wait(house, 14 * MINUTE)
    assert lan.get("/").status_code == 200
    wait(house, 14 * MINUTE)
    assert lan.get("/").status_code == 200
    wait(house, 16 * MINUTE)
    assert lan.get("/").status_code == 302


def test_a_page_that_refreshes_itself_is_nobody_at_work(house: House) -> None:
    lan = logged_in(house)
    for _ in range(4):
        wait(house, 5 * MINUTE)
        last = lan.get("/", **{"X-Live": "1"})
    assert last.status_code == 302


def test_nobody_stays_longer_than_a_shift(house: House) -> None:
    lan = logged_in(house)
    for _ in range(72):
        assert lan.get("/").status_code == 200
        wait(house, 10 * MINUTE)
    assert lan.get("/").status_code == 302


def test_somebody_who_left_the_house_is_out_at_once(house: House) -> None:
    lan = logged_in(house)
    with house.work() as work:
        work.session.scalars(select(Staff).where(Staff.login == "lan")).one().active = False
    assert lan.get("/").status_code == 302
    assert visitor(house).log_in("lan").status_code == 401


def test_logging_out_ends_the_session_and_is_written_down(house: House) -> None:
    lan = logged_in(house)
    stolen = lan.client.get_cookie("langnghe", "hotline.test")
    assert stolen is not None
    lan.post("/logout")
    thief = Visitor(house.client.application.test_client())
    thief.client.set_cookie("langnghe", stolen.value, domain="hotline.test")
    assert thief.get("/").status_code == 302
    with house.work() as work:
        acts = set(work.session.scalars(select(JournalEntry.act)))
    assert {Act.LOGGED_IN, Act.LOGGED_OUT} <= acts


def test_a_wallboard_is_never_logged_out_and_shows_nothing_else(house: House) -> None:
    hoa = logged_in(house, "hoa")
    hoa.get("/wallboard")
    assert hoa.post("/wallboard/keep").status_code == 303
    wait(house, timedelta(days=30))
    assert hoa.get("/wallboard").status_code == 200
    assert hoa.get("/").headers["Location"] == "/wallboard"
    assert hoa.get("/agencies").headers["Location"] == "/wallboard"
    assert hoa.get("/login?next=/wallboard").headers["Location"] == "/wallboard"


def test_a_fragment_asked_for_after_the_end_leads_the_page_to_the_log_in(house: House) -> None:
    stranger = visitor(house)
    here = {"HX-Request": "true", "HX-Current-URL": "https://hotline.test/tickets/1001"}
    answer = stranger.get("/tickets/1001", **here)
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/login?next=/tickets/1001"


def test_every_page_carries_its_headers(house: House) -> None:
    for path in ("/login", "/", "/r/unknown", "/nothing/here"):
        headers = visitor(house).get(path).headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none'"), path
        assert "unsafe" not in headers["Content-Security-Policy"], path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Cache-Control"] == "no-store", path


def test_an_asset_under_its_version_may_be_kept(house: House) -> None:
    page = visitor(house).get("/login").text
    address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    with house.client.get(address) as kept:
        assert kept.status_code == 200
        assert "immutable" in kept.headers["Cache-Control"]
