"""The settings of an operator: what is refused, and in which words."""

import base64
from pathlib import Path

import pytest

from config.settings import Settings, SettingsError

KEY = base64.b64encode(bytes(range(32))).decode()
OTHER_KEY = base64.b64encode(bytes(range(1, 33))).decode()
COMPLETE = {
    "SECRET_KEY": "a-secret-of-the-sessions",
    "SEALING_KEYS": f"2026a:{KEY}",
    "PUBLIC_URL": "https://hotline.example.vn",
    "TWILIO_ACCOUNT_SID": "AC0123456789abcdef0123456789abcdef",
    "TWILIO_AUTH_TOKEN": "token-of-the-account",
    "HOTLINE_NUMBER": "+842473001111",
}
OPTIONAL = ["PORT", "DATA_DIR", "DATABASE_URL", "REDIS_URL", "TWILIO_API_BASE"]
OPTIONAL += ["DEAD_MAN_URL", "POLICY_PACK", "SMTP_URL", "TZ_NAME", "DEMO"]
SECOND = {
    "PROVIDER_B_ACCOUNT_SID": "ACbbbb",
    "PROVIDER_B_AUTH_TOKEN": "new-b,old-b",
    "PROVIDER_B_NUMBER": "+842473002222",
}
OPTIONAL += [*SECOND, "PROVIDER_B_API_BASE", "CANARY", "CANARY_URL", "CANARY_NUMBER"]


def settings(monkeypatch: pytest.MonkeyPatch, **given: str) -> Settings:
    for name in (*COMPLETE, *OPTIONAL):
        monkeypatch.delenv(name, raising=False)
    for name, value in (COMPLETE | given).items():
        monkeypatch.setenv(name, value)
    return Settings.from_env()


def test_what_is_not_set_has_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    given = settings(monkeypatch)

    assert (given.port, given.tz_name, given.policy_pack) == (5100, "Asia/Ho_Chi_Minh", "vietnam")
    assert (given.database_url, given.redis_url, given.twilio_api_base) == ("", "", "")
    assert given.data_dir == Path("var").absolute()
    assert not given.demo


@pytest.mark.parametrize("name", COMPLETE)
@pytest.mark.parametrize("demo", ["", "1"], ids=["in-production", "in-demo"])
def test_it_does_not_start_without_what_it_must_know(
    monkeypatch: pytest.MonkeyPatch, name: str, demo: str
) -> None:
    given = {name: "", "DEMO": demo, "TWILIO_API_BASE": "http://127.0.0.1:5101"}

    with pytest.raises(SettingsError) as refusal:
        settings(monkeypatch, **given)

    assert str(refusal.value) == f"{name} must be set."


def test_all_that_is_missing_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match=r"^SECRET_KEY, TWILIO_AUTH_TOKEN must be set\.$"):
        settings(monkeypatch, SECRET_KEY="", TWILIO_AUTH_TOKEN="")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        pytest.param(
            *("DEAD_MAN_URL", "http://watch.vn/1", "DEAD_MAN_URL must be an https address."),
            id="dead-man-in-clear",
        ),
        pytest.param("DEAD_MAN_URL", "watch", "DEAD_MAN_URL must be an", id="dead-man-no-url"),
        pytest.param("PORT", "web", "PORT must be a number from 1 to 65535.", id="port-a-word"),
        pytest.param("PORT", "70000", "PORT must be a number", id="port-too-high"),
        pytest.param("SECRET_KEY", "short", "SECRET_KEY must have at least 16", id="short-secret"),
        pytest.param("SEALING_KEYS", KEY, "SEALING_KEYS must read id:base64", id="no-key-id"),
        pytest.param("SEALING_KEYS", "a:?", "holds a key, a, that is not base64", id="not-base64"),
        pytest.param("SEALING_KEYS", "a:YWJj", "of 3 bytes instead of 32", id="short-key"),
        pytest.param("SEALING_KEYS", ",", "SEALING_KEYS holds no key.", id="only-a-comma"),
        pytest.param(
            "SEALING_KEYS",
            f"a:{KEY},a:{OTHER_KEY}",
            "SEALING_KEYS gives the same id to two keys.",
            id="an-id-twice",
        ),
        pytest.param("TWILIO_AUTH_TOKEN", ",", "TWILIO_AUTH_TOKEN holds no token.", id="no-token"),
        pytest.param("TWILIO_ACCOUNT_SID", "SK1", "must begin with AC", id="key-not-account"),
        pytest.param("PUBLIC_URL", "hotline.vn", "PUBLIC_URL must be an address", id="no-scheme"),
        pytest.param("PUBLIC_URL", "https://a:b/", "PUBLIC_URL must be", id="port-no-number"),
        pytest.param("PUBLIC_URL", "https://a/?x=1", "PUBLIC_URL must be", id="with-a-query"),
        pytest.param("HOTLINE_NUMBER", "hotline", "HOTLINE_NUMBER must be a", id="no-number"),
        pytest.param("TZ_NAME", "Asia/Sai Gon", "TZ_NAME must be an IANA", id="unknown-zone"),
        pytest.param("TZ_NAME", "../etc", "TZ_NAME must be an IANA", id="zone-a-path"),
        pytest.param("DATABASE_URL", "mysql://a/b", "DATABASE_URL must begin", id="other-database"),
        pytest.param("DATABASE_URL", "var/my.db", "DATABASE_URL must begin", id="database-a-file"),
        pytest.param("REDIS_URL", "http://a", "REDIS_URL must begin with", id="redis-over-http"),
        pytest.param("SMTP_URL", "mail.vn", "SMTP_URL must read smtp://host", id="mail-no-scheme"),
        pytest.param("POLICY_PACK", "../x", "POLICY_PACK must be the name", id="pack-a-path"),
        pytest.param("DEMO", "perhaps", "DEMO must be 1 or 0.", id="demo-perhaps"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    with pytest.raises(SettingsError) as refusal:
        settings(monkeypatch, **{name: value})

    said = str(refusal.value)
    assert said.startswith(f"{name} ")
    assert sentence in said
    assert said.count(".") == 1 + ("example.vn" in said) * 2


@pytest.mark.parametrize(
    "base",
    ["", "https://api.twilio.com", "https://api.ie1.twilio.com", "http://10.0.0.7:5101"],
    ids=["twilio-by-default", "twilio-by-name", "twilio-by-region", "another-machine"],
)
def test_a_demo_never_calls_a_real_telephone(monkeypatch: pytest.MonkeyPatch, base: str) -> None:
    with pytest.raises(SettingsError, match=r"^TWILIO_API_BASE must be the simulator's"):
        settings(monkeypatch, DEMO="1", TWILIO_API_BASE=base)


def test_a_demo_talks_to_the_simulator(monkeypatch: pytest.MonkeyPatch) -> None:
    given = settings(monkeypatch, DEMO="1", TWILIO_API_BASE="http://127.0.0.1:5101/")

    assert (given.demo, given.twilio_api_base) == (True, "http://127.0.0.1:5101")


def test_two_tokens_and_two_keys_stand_side_by_side_during_a_rotation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keys = f"new:{OTHER_KEY}, old:{KEY}"
    given = settings(monkeypatch, TWILIO_AUTH_TOKEN="new , old", SEALING_KEYS=keys)

    assert given.twilio_auth_tokens == ("new", "old")
    assert given.sealing_keys == (("new", bytes(range(1, 33))), ("old", bytes(range(32))))


def test_a_second_provider_has_an_account_tokens_and_a_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = settings(monkeypatch, **SECOND)

    assert given.provider_b_auth_tokens == ("new-b", "old-b")
    assert given.provider_b_number == "+842473002222"
    assert "new-b" not in repr(given)


@pytest.mark.parametrize("name", SECOND)
def test_half_a_second_provider_is_refused_and_what_is_missing_named(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with pytest.raises(SettingsError, match=f"^{name} must be set too: half a second provider"):
        settings(monkeypatch, **(SECOND | {name: ""}))


def test_a_host_of_a_second_provider_alone_is_half_a_provider(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(SettingsError, match=r"^PROVIDER_B_ACCOUNT_SID, .* must be set too"):
        settings(monkeypatch, PROVIDER_B_API_BASE="https://api.dublin.ie1.twilio.com")


def test_a_canary_does_not_fly_to_the_line_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    number = COMPLETE["HOTLINE_NUMBER"]

    with pytest.raises(SettingsError, match=r"^CANARY_NUMBER must be another number than HOTLINE"):
        settings(monkeypatch, CANARY_NUMBER=number)


def test_a_demo_calls_nobody_through_a_second_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match=r"^PROVIDER_B_API_BASE must be"):
        settings(monkeypatch, DEMO="1", TWILIO_API_BASE="http://127.0.0.1:5101", **SECOND)


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg"])
def test_any_way_to_write_the_database_is_read_as_one(
    monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    given = settings(monkeypatch, DATABASE_URL=f"{scheme}://hotline@db/hotline")

    assert given.database_url == "postgresql+psycopg://hotline@db/hotline"


def test_no_secret_shows_when_the_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    database = "postgresql://hotline:db-password@db/hotline"
    shown = repr(settings(monkeypatch, DATABASE_URL=database, REDIS_URL="redis://:pw-redis@r"))

    for secret in (COMPLETE["SECRET_KEY"], COMPLETE["TWILIO_AUTH_TOKEN"], "db-password", "pw-r"):
        assert secret not in shown
    assert repr(bytes(range(32)))[2:20] not in shown


def test_no_secret_shows_when_a_setting_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError) as refusal:
        settings(monkeypatch, SECRET_KEY="too-short-key", TZ_NAME="nowhere")

    assert "too-short-key" not in str(refusal.value)
    assert refusal.value.__context__ is None  # nor would it in a traceback


def test_settings_do_not_change_once_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="frozen"):
        settings(monkeypatch).port = 1
