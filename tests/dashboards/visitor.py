"""Somebody at the front door, without a browser."""

import re
from dataclasses import dataclass

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from config.demo.people import PASSWORD
from tests.house import PUBLIC, House

Headers = dict[str, str]
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Visitor:
    """One person with one cookie jar; `token` is the last page's."""

    client: FlaskClient
    token: str = ""

    def get(self, path: str, **headers: str) -> TestResponse:
        answer = self.client.get(path, base_url=PUBLIC, headers=headers)
        found = TOKEN.search(answer.text) if answer.mimetype == "text/html" else None
        self.token = found[1] if found else self.token
        return answer

    def post(self, path: str, headers: Headers | None = None, /, **form: str) -> TestResponse:
        data = {"csrf_token": self.token, **form}
        return self.client.post(path, base_url=PUBLIC, data=data, headers=headers)

    def log_in(self, login: str = "lan", password: str = PASSWORD, **form: str) -> TestResponse:
        self.get("/login")
        answer = self.post("/login", login=login, password=password, **form)
        if answer.status_code == 303:
            self.get("/")
        return answer


def visitor(house: House) -> Visitor:
    return Visitor(house.client.application.test_client())


def logged_in(house: House, login: str = "lan") -> Visitor:
    who = visitor(house)
    assert who.log_in(login).status_code == 303
    return who
