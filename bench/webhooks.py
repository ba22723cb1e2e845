"""Signed SMS webhooks, everything done, beside the floor: the same server and door, one insert.

Goal: at least half of the floor, p99 under 50 ms at 8 clients. The third column is the floor
without its door: no signature is checked. Web processes do what the web does, on both sides: what
time brings about is a metronome's, as beside every web machine, and is left undone here.
"""

from itertools import count

from bench import floor, load, servers

CLIENTS = (1, 8, 32)
REQUESTS = {1: 300, 8: 1000, 32: 1000}
WARM_UP = 120
ROUNDS = 5
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
        servers.beat_ahead(url)
        floor.prepare(url)
        ours = servers.environment(folder, url, servers.free_port())
        beside = servers.environment(folder, url, servers.free_port())
        with (
            servers.web("config.wsgi:application()", ours) as our_port,
            servers.web("bench.floor:application()", beside) as floor_port,
        ):
            _warm(our_port, floor_port)
            print("clients   floor/s   p99 ms    ours/s   p99 ms   ratio    bare/s   ratio to bare")
            for clients in CLIENTS:
                _side_by_side(clients, our_port, floor_port)
            alarm = _run(our_port, 8, 160, CRITICAL)
            print(f"medians of {ROUNDS} rounds, each of all three in turn")
            print(f"critical texts, 8 clients: {alarm.rate:.0f}/s, p99 {_ms(alarm):.0f} ms")


def _side_by_side(clients: int, our_port: int, floor_port: int) -> None:
    """Turn by turn, so that whatever else the machine does falls on all of them."""
    many = REQUESTS[clients]
    rounds = [
        (
            _run(floor_port, clients, many, ORDINARY),
            _run(our_port, clients, many, ORDINARY),
            _run(floor_port, clients, many, ORDINARY, servers.BARE),
        )
        for _ in range(ROUNDS)
    ]
    base, ours, bare = (_median(side) for side in zip(*rounds, strict=True))
    ratio = sorted(mine.rate / least.rate for least, mine, _ in rounds)[ROUNDS // 2]
    to_bare = sorted(mine.rate / least.rate for _, mine, least in rounds)[ROUNDS // 2]
    print(
        f"{clients:7d} {base.rate:9.0f} {_ms(base):8.1f} {ours.rate:9.0f} {_ms(ours):8.1f}"
        f" {ratio:7.2f} {bare.rate:9.0f} {to_bare:7.2f}"
    )


def _median(side: tuple[load.Measured, ...]) -> load.Measured:
    return sorted(side, key=lambda measured: measured.rate)[len(side) // 2]


def _warm(*ports: int) -> None:
    for port in ports:
        _run(port, 8, WARM_UP, ORDINARY)


def _run(
    port: int, clients: int, many: int, texts: tuple[str, ...], path: str = load.INCOMING
) -> load.Measured:
    requests = [load.sms(port, next(_numbers), texts[i % len(texts)], path) for i in range(many)]
    return load.post(port, requests, clients)


def _ms(measured: load.Measured) -> float:
    return measured.quantile(0.99) * 1000
