"""What an inspector does on the phone, in the words of the screens: the journeys are told with these."""

from __future__ import annotations

import io
import os
import random
import re
import signal
from pathlib import Path

import qrcode
from PIL import Image
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.browser.conftest import CHROMIUM_FLAGS, PHONE, chromium_path

PASSWORD = "hengjian-demo"  # the demo's, printed at every start
SLOW = 60_000  # milliseconds a machine with two busy cores may need for a first download


def start_phone(playwright: Playwright, profile: Path, origin: str, *flags: str) -> BrowserContext:
    """Chromium with a profile that survives, as an installed app does; camera and position allowed."""
    context = playwright.chromium.launch_persistent_context(
        str(profile), executable_path=chromium_path(), args=[*CHROMIUM_FLAGS, *flags], base_url=origin, **PHONE,
        geolocation={"latitude": 36.5853, "longitude": 109.4897}, permissions=["geolocation", "camera"])
    context.set_default_timeout(20_000)
    return context


def camera_film(path: Path, text: str) -> Path:
    """What the fake camera sees: a symbol held before it, as raw 4:2:0 video."""
    label = qrcode.make(text, border=4).get_image().convert("RGB").resize((400, 400))
    frame = Image.new("RGB", (640, 480), "#dddddd")
    frame.paste(label, (120, 40))
    y, cb, cr = frame.convert("YCbCr").split()
    planes = y.tobytes() + cb.resize((320, 240)).tobytes() + cr.resize((320, 240)).tobytes()
    with path.open("wb") as out:
        out.write(b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n")
        for _ in range(10):
            out.write(b"FRAME\n" + planes)
    return path


def kill(profile: Path) -> None:
    """End the browser of this profile as a dead battery would: no goodbye to the page."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes()
                if f"--user-data-dir={profile}".encode() in command and b"--type=" not in command:
                    os.kill(int(entry.name), signal.SIGKILL)
            except (FileNotFoundError, ProcessLookupError, PermissionError):
                continue


def photo(seed: int) -> dict[str, object]:
    """A picture no other step takes, as a file chooser hands it over."""
    dice = random.Random(seed)
    image = Image.new("RGB", (640, 480), tuple(dice.randrange(256) for _ in range(3)))
    for _ in range(200):
        image.putpixel((dice.randrange(640), dice.randrange(480)), (255, 255, 255))
    out = io.BytesIO()
    image.save(out, "JPEG")
    return {"name": f"photo-{seed}.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def sign_in(page: Page, username: str) -> None:
    """Sign in online and wait until tasks and ledger are on the phone and the app can start without a network."""
    page.goto("/app/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_text("正在下载任务和台账")).to_have_count(0, timeout=SLOW)
    expect(page.get_by_role("link", name="待检查").first).to_be_visible(timeout=SLOW)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    expect(page.locator(".surface-card").first).to_be_visible(timeout=SLOW)


def upload(page: Page, username: str) -> None:
    """Back in the network: send what waits. A browser that was killed may have lost its session, never its work."""
    page.goto("/app/sync")
    page.get_by_role("button", name="现在上传").click()
    again = page.get_by_role("button", name="登录后继续上传")
    # The headline, not a row: a row of an earlier visit may say 单位已收到 while this one still waits.
    sent = page.locator("p.big").filter(has_text=re.compile("单位已收到|已安全存档|记录已上传"))
    expect(again.or_(sent).first).to_be_visible(timeout=SLOW)
    if not sent.is_visible():
        again.click()
        name = page.get_by_label("用户名")
        expect(name).to_be_visible()
        if name.is_enabled():
            name.fill(username)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        expect(sent).to_be_visible(timeout=SLOW)


def open_place(page: Page, name: str) -> None:
    """From the task list to the place."""
    page.goto("/app/today")
    page.get_by_role("link", name=name).first.click()
    expect(page.get_by_text("被检查单位").first).to_be_visible()


def begin_visit(page: Page, second: str, standard: str | None = None) -> str:
    """Second officer and standard chosen, identification shown, no recusal; the identifier of the visit."""
    page.get_by_role("link", name="开始检查").click()
    page.get_by_text(second).click()
    page.get_by_role("button", name="已出示告知").click()
    page.get_by_role("button", name="不申请").click()
    if standard:
        page.get_by_role("group", name="标准器", exact=True).get_by_text(standard).click()
    page.get_by_role("button", name="开始检查").click()
    page.wait_for_url("**/visit/*")
    return page.url.rsplit("/", 1)[-1].split("?")[0]


def answer_checklist(page: Page, visit: str, *, failing: str | None = None, photo_seed: int = 1) -> None:
    """Every item 符合, but one 不符合 with a phrase, a photo and a measure."""
    page.goto(f"/app/visit/{visit}/checklist")
    rows = page.locator(".segmented")
    expect(rows.first).to_be_visible()
    for row in rows.all():
        row.get_by_role("button", name="符合", exact=True).click()
    if failing:
        fail_item(page, failing, photo_seed)
    page.get_by_role("button", name="完成检查").click()
    page.wait_for_url(f"**/visit/{visit}")


def fail_item(page: Page, words: str, seed: int) -> None:
    """One item 不符合: what was seen, a photo, what is ordered."""
    item = page.locator("[id^=item-]").filter(has_text=words).first
    item.get_by_role("button", name="不符合", exact=True).click()
    item.get_by_label("现场情况").fill("标价签写有“苹果 5元/斤”")
    item.locator("input[type=file]").last.set_input_files([photo(seed)])  # type: ignore[list-item]
    expect(item.locator(".photo")).to_have_count(1)
    item.get_by_role("button", name="责令改正").click()


def type_keys(page: Page, text: str) -> None:
    """A number on our own keypad."""
    for character in text:
        page.locator(".keypad").get_by_role("button", name={"-": "负号", ".": "小数点"}.get(character, character),
                                            exact=True).click()


def on_disk(page: Page, field: str, text: str) -> None:
    """Wait until the draft on the phone has this figure: the last key is written while the page goes on."""
    page.wait_for_function("""async ([field, text]) => {
        const done = (asked) => new Promise((give) => { asked.onsuccess = () => give(asked.result) })
        for (const { name } of await indexedDB.databases()) {
            const base = await done(indexedDB.open(name))
            const there = base.objectStoreNames.contains('drafts')
            const rows = there ? await done(base.transaction('drafts').objectStore('drafts').getAll()) : []
            base.close()
            if (rows.some((row) => row.data?.readings?.[field] === text)) return true
        }
        return false
    }""", arg=[field, text])


def conforming_stall(page: Page) -> int:
    """One conforming stall in 连查: three answers, the reading, the next stall. Returns the taps beside the digits."""
    page.wait_for_url("**/run/*")
    rows, here = page.locator(".quick-row"), page.url
    expect(rows).to_have_count(3)
    for row in rows.all():
        row.get_by_role("button", name="符合", exact=True).click()
    page.locator(".run-reading button").click()
    type_keys(page, "1.000")
    page.locator(".keypad .go").click()
    page.wait_for_url(lambda url: url != here)
    return 5


def begin_pair(page: Page, visit: str, name: str) -> None:
    """A pair of spectacles by the number of its order; its lenses and other tests stand there."""
    page.goto(f"/app/visit/{visit}/lens")
    page.get_by_role("link", name="检查一副眼镜").click()
    page.get_by_label("眼镜名称").fill(name)


def measure_lens(page: Page, prescribed: dict[str, str], measured: dict[str, str]) -> None:
    """From a pair to its lenses: the right one, prescription and measured values, each sign chosen."""
    page.get_by_role("link", name="镜片顶焦度与轴位").click()
    names = {"S": "球镜", "C": "柱镜", "axis": "轴位"}
    for side, values in (("处方", prescribed), ("实测", measured)):
        section = page.locator("section", has=page.get_by_role("heading", name=side))
        for part, number in values.items():
            section.get_by_role("button", name=names[part]).first.click()
            type_keys(page, number.lstrip("+-"))
            if part != "axis" and number.strip("-0."):
                page.get_by_role("button", name="负（−）" if number.startswith("-") else "正（＋）").click()


def draw(page: Page) -> None:
    """A signature, drawn by a finger."""
    pad = page.locator("dialog.signature-pad[open]")
    expect(pad).to_be_visible()
    box = pad.locator("canvas").bounding_box()
    assert box
    left, top = box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.3
    page.mouse.move(left, top)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(left + (step % 3) * 18 - 12, top + step * 22)
    page.mouse.up()
    pad.get_by_role("button", name="确认签字").click()
    expect(pad).to_have_count(0)


def sign(page: Page, visit: str, *, pin: str | None, refusal: str | None = None) -> None:
    """Read aloud, signed (or refused with a reason and a recorder's number), sealed; the party sees the copy."""
    page.goto(f"/app/visit/{visit}/sign")
    if refusal:
        page.get_by_role("radio", name="拒绝签字").click()
        page.get_by_label("原因").fill(refusal)
        page.get_by_label("执法记录仪编号").fill("样例-记录仪-07")
        page.locator(".officer-row").nth(1).get_by_role("button", name="签字").click()
        draw(page)
    else:
        page.get_by_role("radio", name="以上笔录已阅，属实").click()
        page.get_by_label("签字人姓名").fill("样例负责人")
        page.get_by_role("button", name="负责人", exact=True).click()
        page.get_by_role("button", name="请被检查单位横屏签字").click()
        draw(page)
    if pin:
        page.get_by_role("button", name="第二执法人员输入本人 PIN").click()
        page.get_by_label("本人 PIN").fill(pin)
        page.get_by_role("button", name="确认", exact=True).click()
    page.locator(".sign-foot button").click()
    draw(page)
    page.get_by_role("button", name="封存并提交").click()
    page.wait_for_url(f"**/visit/{visit}/copy")
    expect(page.get_by_text("已签字封存")).to_be_visible()
    page.get_by_role("button", name="已当面出示").click()


def answer_return(page: Page, comment: str, words: str) -> None:
    """A returned record is answered by a supplement and handed in again; what was sealed stays as it is."""
    page.get_by_text(comment).first.click()
    page.get_by_role("button", name="答复这条意见").first.click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("内容").fill(words)
    sheet.get_by_role("button", name="保存").click()
    expect(page.get_by_text(words)).to_be_visible()
    page.get_by_role("button", name="重新提交").click()
