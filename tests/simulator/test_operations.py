"""How much of the carrier's REST API there is: every operation of our families, one by one."""

import pytest
from werkzeug.exceptions import HTTPException

from tests.simulator import book, strict
from tests.simulator.conftest import ACCOUNT, TOKEN
from tests.simulator.families import FAMILIES, Night, nouns, wanted
from tests.simulator.families import night as make_night
from tests.simulator.test_rest_account import PICTURE

pytestmark = pytest.mark.skipif(not strict.available(), reason=strict.ABSENT)
READS = [each for each in wanted() if each.method == "GET"]
LISTS = [each for each in READS if "PageSize" in each.query]


@pytest.fixture(scope="module")
def night() -> Night:
    return make_night()


def served(night: Night, operation: book.Operation) -> bool:
    """By a rule of its own, with as many places for sids."""
    places = night.net.app.url_map.bind("api.twilio.com")
    path = f"/2010-04-01/Accounts/{ACCOUNT}/{night.address(operation)}"
    try:
        rule, _ = places.match(path, operation.method, return_rule=True)
    except HTTPException:
        return False
    return len(rule.arguments) == operation.template.count("{")


def test_every_operation_of_our_families_is_served(night: Night) -> None:
    every = wanted()
    missing = [(each.method, each.address) for each in every if not served(night, each)]
    paths = {each.template for each in every}
    print(f"{len(every) - len(missing)} of {len(every)} operations on {len(paths)} paths served")  # noqa: T201  # the count is the proof

    assert missing == []
    assert (len(paths), len(every)) == (37, 69)


@pytest.mark.parametrize("operation", READS, ids=lambda operation: operation.address)
def test_everything_can_be_read(night: Night, operation: book.Operation) -> None:
    """Keys and types are held by the hook through which the request goes."""
    answer = night.net.rest.get(night.net.address(night.address(operation)))

    assert answer.status_code == 200


@pytest.mark.parametrize("operation", LISTS, ids=lambda operation: operation.address)
def test_every_list_has_the_whole_envelope(night: Night, operation: book.Operation) -> None:
    path = night.net.address(night.address(operation))
    whole = night.net.rest.get(path).json()
    page = night.net.rest.get(path, params={"PageSize": "1", "Page": "0"}).json()

    assert whole["uri"] == whole["first_page_uri"] == f"{path[22:]}?PageSize=50&Page=0"
    assert (whole["next_page_uri"], whole["previous_page_uri"], whole["start"]) == (None, None, 0)
    [rows] = [value for value in whole.values() if isinstance(value, list)]
    [first] = [value for value in page.values() if isinstance(value, list)]
    assert (page["page_size"], first) == (1, rows[:1])
    assert bool(page["next_page_uri"]) is (len(rows) > 1)
    assert night.net.rest.get(path, params={"PageSize": "0"}).json()["code"] == 20007
    assert night.net.rest.get(path, params={"Page": "x"}).json()["code"] == 20001


@pytest.mark.parametrize(
    "operation", wanted(), ids=lambda operation: f"{operation.method} {operation.address}"
)
@pytest.mark.parametrize("login", [(ACCOUNT, "wrong"), ("SK" + 32 * "0", TOKEN), ("", "")])
def test_nothing_is_told_to_strangers(
    night: Night, operation: book.Operation, login: tuple[str, str]
) -> None:
    path = night.net.address(night.address(operation))
    answer = night.net.rest.request(operation.method, path, auth=login)

    assert (answer.status_code, answer.json()["code"]) == (401, 20003)


def test_an_api_key_opens_every_family(night: Night) -> None:
    net, key = night.net, ("SK" + 32 * "1", "secret")
    net.sim.api_keys[key[0]] = key[1]

    assert {nouns(each)[0] for each in LISTS} == set(FAMILIES)
    for each in LISTS:
        assert net.rest.get(net.address(night.address(each)), auth=key).status_code == 200
    media = f"Messages/{night.sids['Messages']}/Media/{night.sids['Media']}"
    assert net.rest.get(net.address(media), auth=key).content == PICTURE
