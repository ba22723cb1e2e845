"""The settings of the demo: its secrets are drawn once and stay on this machine."""

import base64
import os
import secrets
from pathlib import Path

from config.launch.steps import ROOT

FILE = ROOT / "var" / "demo.env"
NUMBER = "+842473001111"
# The police of the province, and the supervisors of the night and of the day.
PHONES = "child=+84912345678,police=+842393855001,Thanh Hoa=+84990000001,Tiến Dũng=+84990000002"


def settings(port: int, file: Path = FILE) -> dict[str, str]:
    """What the demo's processes are told, also written down for commands that join it later."""
    web, simulator = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}"
    told = _secrets(file) | {
        "DEMO": "1",
        "PORT": str(port),
        "DATA_DIR": str(file.parent),
        "PUBLIC_URL": web,
        "TWILIO_API_BASE": simulator,
        "HOTLINE_NUMBER": NUMBER,
        "SMTP_URL": "",  # a demo writes to nobody
        "SIM_PORT": str(port + 1),
        "SIM_OWN": NUMBER,
        "SIM_PHONES": PHONES,
        "SIM_VOICE_URL": f"{web}/webhooks/voice/incoming",
        "SIM_SMS_URL": f"{web}/webhooks/sms/incoming",
        "SIM_STATUS_CALLBACK": f"{web}/webhooks/voice/status",
        "SIM_OPT_OUT": "off",  # STOP is a child's word here, never a wish to hear no more of us
    }
    told |= {"SIM_ACCOUNT_SID": told["TWILIO_ACCOUNT_SID"]}
    told |= {"SIM_AUTH_TOKEN": told["TWILIO_AUTH_TOKEN"]}
    told |= {"SIM_API_KEY": told["TWILIO_API_KEY"], "SIM_API_SECRET": told["TWILIO_API_SECRET"]}
    _write(file, told)
    return told


def read(file: Path = FILE) -> dict[str, str]:
    """What was written down; empty before the first demo."""
    if not file.exists():
        return {}
    return dict(
        line.split("=", 1) for line in file.read_text(encoding="utf-8").splitlines() if "=" in line
    )


def _secrets(file: Path) -> dict[str, str]:
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    drawn = {
        "SECRET_KEY": secrets.token_hex(32),
        "SEALING_KEYS": f"demo:{key}",
        "TWILIO_ACCOUNT_SID": f"AC{secrets.token_hex(16)}",
        "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
        "TWILIO_API_KEY": f"SK{secrets.token_hex(16)}",
        "TWILIO_API_SECRET": secrets.token_hex(16),
    }
    return drawn | {name: value for name, value in read(file).items() if name in drawn}


def _write(file: Path, told: dict[str, str]) -> None:
    """Whole or not at all: half a file would cost the key of what is sealed already."""
    draft = file.with_suffix(".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as lines:
        lines.writelines(f"{name}={value}\n" for name, value in told.items())
        lines.flush()
        os.fsync(lines.fileno())
    draft.replace(file)
