"""A house that lives through a night and writes its log: `python -m tests.config.speaking URL`."""

import sys
from datetime import timedelta

from config import logs
from config.database import engine_for
from tests.house import PUBLIC, build

CALLER, NAME, STORY = "+84912345678", "Bông Sen", "bố dượng nhốt cháu trong nhà kho"
GUESS = "a-password-nobody-has"


def live(url: str) -> None:
    logs.configure()
    engine = engine_for(url)
    house = build(engine)
    house.text(CALLER, f"Cháu tên {NAME}, {STORY}")
    call = house.dial(CALLER)
    house.forward(timedelta(seconds=2))
    house.network.press(call, "9")
    house.forward(timedelta(minutes=2))
    forged = {"From": CALLER, "Body": STORY, "MessageSid": "SM" + "0" * 32}
    house.client.post("/webhooks/sms/incoming", base_url=PUBLIC, data=forged)
    house.client.post("/login", base_url=PUBLIC, data={"login": "lan", "password": GUESS})
    with house.work() as work:
        work.connection.exec_driver_sql("alter table contact rename to lost")
    house.text(CALLER, STORY)  # cannot become work now
    house.tick()
    engine.dispose()


if __name__ == "__main__":
    live(sys.argv[1])
