"""Signed SMS webhooks, everything done, beside the floor: the same server, one insert, one commit.

Goal: at least half of the floor, p99 under 50 ms at 8 clients.
"""

from itertools import count

from bench import load, servers

CLIENTS = (1, 8, 32)
REQUESTS = {1: 400, 8: 1200, 32: 1200}
WARM_UP = 120
ROUNDS = 3
ORDINARY = (
    "Trường em không có nước uống, em muốn góp ý với cô chú",
    "tổng đài có mất tiền không ạ",
    "cho em hoi so dien thoai hoi dong tre em",
    "em thik 1 ban ma ban ko thik em",
)
CRITICAL = ("Con đang bị nhốt trong nhà, ba khóa cửa ngoài rồi",)
_numbers = count(1)


def main() -> None:
    with servers.database() as (folder, url):
        ours = servers.environment(folder, url, servers.free_port())
        floor = servers.environment(folder, url, servers.free_port())
        with (
            servers.web("config.wsgi:application()", ours) as our_port,
            servers.web("bench.floor:application()", floor) as floor_port,
        ):
            _warm(our_port, floor_port)
            print("clients   floor/s   p99 ms    ours/s   p99 ms   ratio   (medians of 3 rounds)")
            for clients in CLIENTS:
                _side_by_side(clients, our_port, floor_port)
            alarm = _run(our_port, 8, 160, CRITICAL)
            print(f"critical texts, 8 clients: {alarm.rate:.0f}/s, p99 {_ms(alarm):.0f} ms")


def _side_by_side(clients: int, our_port: int, floor_port: int) -> None:
    """Turn by turn, so that whatever else the machine does falls on both."""
    rounds = [
        (
            _run(floor_port, clients, REQUESTS[clients], ORDINARY),
            _run(our_port, clients, REQUESTS[clients], ORDINARY),
        )
        for _ in range(ROUNDS)
    ]
    floor, ours = (sorted(side, key=lambda m: m.rate)[1] for side in zip(*rounds, strict=True))
    ratio = sorted(mine.rate / bare.rate for bare, mine in rounds)[1]
    print(
        f"{clients:7d} {floor.rate:9.0f} {_ms(floor):8.1f} {ours.rate:9.0f} {_ms(ours):8.1f}"
        f" {ratio:7.2f}"
    )


def _warm(*ports: int) -> None:
    for port in ports:
        _run(port, 8, WARM_UP, ORDINARY)


def _run(port: int, clients: int, many: int, texts: tuple[str, ...]) -> load.Measured:
    requests = [load.sms(port, next(_numbers), texts[i % len(texts)]) for i in range(many)]
    return load.post(port, requests, clients)


def _ms(measured: load.Measured) -> float:
    return measured.quantile(0.99) * 1000
