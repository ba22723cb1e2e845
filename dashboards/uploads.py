"""Files people send us: of a bounded size, and never in the clear on a disk."""

from io import BytesIO
from typing import IO

from flask import Flask, Request

from referral.attachments import LARGEST

AROUND_IT = 2**16  # bytes of a form beside its file


class InMemory(Request):
    """Werkzeug would write half a megabyte and more to a temporary file."""

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002  # Werkzeug's own
        content_type: str | None,  # noqa: ARG002  # the same
        filename: str | None = None,  # noqa: ARG002  # the same
        content_length: int | None = None,  # noqa: ARG002  # the same
    ) -> IO[bytes]:
        return BytesIO()


def install(app: Flask) -> None:
    app.request_class = InMemory
    app.config["MAX_CONTENT_LENGTH"] = LARGEST + AROUND_IT
