"""The web server: two processes, and threads enough for an event stream per open page."""

import gc
import os
import sys
import threading
import time
from importlib import import_module

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from config import counting
from config.settings import Settings, SettingsError
from config.start import reading

_port = os.environ.get("PORT", "5100")

bind = os.environ.get("WEB_BIND", f"127.0.0.1:{_port}")
workers = 2
worker_class = "gthread"
threads = 256
graceful_timeout = 5  # seconds; open event streams are cut then, and heal by themselves
timeout = 60
keepalive = 30
accesslog = None  # addresses of pages say which ticket somebody looked at
errorlog = "-"
loglevel = "warning"

GENTLY = 10  # times as long as a step of what a worker does beside its work, to the next one
_never = threading.Event()

counting.begin(os.environ.get("DATA_DIR", "var"))
_multiprocess = import_module("prometheus_client.multiprocess")
try:
    _settings = Settings.from_env()
except SettingsError as error:
    sys.exit(str(error))
with reading():  # once, before the workers fork: they share what nobody looks through
    import_module("config.wsgi").doors(_settings)
    _lexicon = import_module("config.packs").shipped(_settings.policy_pack).lexicon


def post_worker_init(_worker: Worker) -> None:
    threading.Thread(target=_warm, daemon=True).start()


def _warm() -> None:
    """The first texts would wait for it; step by step, and the slower the more there is to do, so
    that nobody waits for this either. What a worker made for itself stays, too: to look through it
    takes as long as a request."""
    import_module("holidays.countries")  # all of them are read for one
    steps = import_module("hotline.words.lexicon").compiling(_lexicon)
    began = time.monotonic()
    for _ in steps:
        _never.wait(GENTLY * (time.monotonic() - began))
        began = time.monotonic()
    gc.collect()
    gc.freeze()


def worker_exit(_server: Arbiter, _worker: Worker) -> None:
    import_module("config.wsgi").close()


def child_exit(_server: Arbiter, worker: Worker) -> None:
    _multiprocess.mark_process_dead(worker.pid)
