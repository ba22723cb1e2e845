"""A picture at the desk: blurred, guarded, and clear on a page of its own after a press."""

from base64 import b64encode
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from tests.browser.window import Window
from tests.house import LINE, House

pytestmark = pytest.mark.browser

CHILD = "+84911222333"


def drawing() -> bytes:
    """A house and somebody beside it, as a child draws."""
    picture = Image.new("RGB", (640, 420), "#dfeaf5")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((60, 180, 300, 400), fill="#b3563a")
    pen.polygon([(40, 180), (180, 60), (320, 180)], fill="#5b3a29")
    pen.ellipse((430, 140, 510, 220), fill="#f0c9a4")
    pen.rectangle((440, 220, 500, 380), fill="#2f5d8a")
    out = BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()


def test_a_picture_is_patches_until_whoever_may_presses_and_then_alone(
    window: Window, house: House
) -> None:
    media = [f"data:image/jpeg;base64,{b64encode(drawing()).decode()}"]
    house.network.text(CHILD, LINE, "chú hàng xóm sờ mó em, đây là chú ấy", media)
    house.forward(timedelta(seconds=5))
    house.fetch()
    window.log_in()
    window.open_ticket(1001)
    window.scrolls_to("#pictures")
    window.shots("picture-came-vi")
    assert window.page.locator("main.ticket img").count() == 0
    window.page.click("#pictures a")
    window.page.wait_for_selector("main.picture")
    assert window.page.locator("form[target=_blank]").count() == 0

    window.log_out()
    window.log_in("hoa")
    window.open_ticket(1001)
    window.page.click("#pictures a")
    patches = window.page.locator("img.patches")
    assert patches.evaluate("image => image.decode().then(() => image.naturalWidth)") == 320
    window.shots("picture-vi")
    assert window.sizes_that_overflow() == []
    window.resize("desktop")
    window.page.fill("[name=why]", "công an hỏi có phải người này không")
    with window.page.context.expect_page() as opened:
        window.page.click("form[target=_blank] button")
    clear = opened.value
    clear.wait_for_load_state()
    assert clear.evaluate("document.images[0].naturalWidth") == 640
    assert clear.evaluate("document.contentType") == "image/jpeg"
    clear.close()
    window.speak("en")
    window.shots("picture-en")
    assert window.complaints == []
