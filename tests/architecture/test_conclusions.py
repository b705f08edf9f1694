"""合格 and 不合格 are the conclusion of a verification, copied from its certificate; nothing else says the words.

An officer's check and an institution's test say 在 or 超出最大允许误差. Walked is every text a person may read:
message files of both halves, what the rulebooks say, the server's own words and its pages. Where the words stand, the
text itself must name a verification, or a mark that the law calls so; the keys of `RESULTS` hold the bare conclusion,
and each of them is shown under 检定结论 or beside a certificate's number. A lot of prepackages has no such word: the
plan of JJF 1070 decides, so a lot is 在抽样方案规定之内 or 超出 it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
WORD = "合格"
# The bare conclusion, by file and key: every screen that shows it has the certificate's number in the same line.
RESULTS = {f"{file} /{key}/{word}" for file, key in (
    ("pwa/src/rooms/registry/messages/zh-CN.json", "result"), ("pwa/src/desk/messages/words.zh-CN.json", "result"),
    ("server/public/messages/pages.zh-CN.json", "results")) for word in ("conforming", "nonconforming")}
# A verification is named before the word, in the same clause; or the word belongs to a mark or a certificate that the
# law calls so (studies: domain §10.5).
NAMED = re.compile(r"检定[^。；]*?合格|合格(标志|证|印)|计量保证能力合格")
# Acts of the laws in their own words: an instrument that failed its verification (计量法 articles 16 and 26).
QUOTED = {"使用不合格计量器具、破坏计量器具准确度或者伪造数据，给国家和消费者造成损失",
          "超过有效期、不合格的器具已撤下并贴“停用”标识", "拆回的到期、不合格表具未重新投用",
          "合格标志、铅封完好"}
# It says that it concludes no such thing; an edition that was published keeps its words.
DENIED = "不作合格与否的结论"
# The ledger's columns read and write what offices type as the conclusion of a verification.
OF_THE_LEDGER = {"server/registry/ledger/columns.py", "server/registry/ledger/checking.py"}


def texts(found: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a data file with its place; names of members too."""
    if isinstance(found, dict):
        for name, inner in found.items():
            yield f"{path}#", str(name)
            yield from texts(inner, f"{path}/{name}")
    elif isinstance(found, list):
        for index, inner in enumerate(found):
            yield from texts(inner, f"{path}/{index}")
    elif isinstance(found, str):
        yield path, found


def data_files() -> list[Path]:
    found = [*(ROOT / "pwa" / "src").rglob("*.json"), *(ROOT / "server").rglob("*.json")]
    return [one for one in found if "node_modules" not in one.parts]


def strays(text: str) -> bool:
    """Whether the word is left when every place that may say it is taken away."""
    return WORD in NAMED.sub("", text.replace(DENIED, "")) and text not in QUOTED


def test_the_words_of_a_verification_stand_nowhere_else() -> None:
    files = data_files()
    names = {str(one.relative_to(ROOT)) for one in files}
    walked = {"pwa/src/rooms/inspections/messages/zh-CN.json", "pwa/src/desk/messages/review.zh-CN.json",
              "pwa/src/desk/messages/words.zh-CN.json", "server/metrology/wording.json",
              "server/public/messages/pages.zh-CN.json", "server/rulebooks/penalties.json"}
    assert walked <= names, "a file of words has moved"
    found = [f"{path.relative_to(ROOT)} {place}: {text}" for path in files
             for place, text in texts(json.loads(path.read_text())) if strays(text)]
    bare = {f"{one.partition(': ')[0]}" for one in found}
    assert bare == RESULTS, sorted(one for one in found if one.partition(": ")[0] not in RESULTS)


def test_code_and_pages_have_no_such_word_of_their_own() -> None:
    found = [path for pattern in ("*.py", "*.html", "*.typ", "*.txt") for path in (ROOT / "server").rglob(pattern)
             if WORD in path.read_text()]
    found += [path for path in (ROOT / "pwa").glob("*/*.html") if WORD in path.read_text()]
    code = [path for pattern in ("*.ts", "*.vue") for path in (ROOT / "pwa" / "src").rglob(pattern)
            if not path.name.endswith(".spec.ts") and WORD in path.read_text()]
    assert {str(one.relative_to(ROOT)) for one in (*found, *code)} == OF_THE_LEDGER


def test_no_verdict_has_a_word_of_a_verification() -> None:
    """What each verdict, conclusion and nature is called, on the phone, at the desk and by the rulebooks."""
    phone = json.loads((ROOT / "pwa/src/rooms/inspections/messages/zh-CN.json").read_text())
    desk = json.loads((ROOT / "pwa/src/desk/messages/words.zh-CN.json").read_text())
    said = {"phone": [phone["verdict"], phone["conclusion"], phone["record"]["verdict"], phone["record"]["measured"],
                      phone["record"]["conclusion"], phone["record"]["nature"], phone["tester"], phone["nozzle"],
                      phone["charging"]],
            "desk": [desk["verdict"], desk["conclusion"], desk["conclusion_exceeds"], desk["nature"]],
            "rulebooks": [json.loads((ROOT / "server/metrology/wording.json").read_text())]}
    for place, words in said.items():
        heard = [text for one in words for _, text in texts(one)]
        assert len(heard) >= 10 and not [text for text in heard if WORD in text], place


def test_the_bare_conclusion_is_shown_under_its_name() -> None:
    """On the public page and in both ledgers its label is 检定结论; the record names the certificate."""
    pages = json.loads((ROOT / "server/public/messages/pages.zh-CN.json").read_text())
    assert pages["fields"]["result"] == "检定结论" and "t.fields.result }}</dt><dd>{{ t.results" in (
        ROOT / "server/public/templates/public/label.html").read_text()
    record = json.loads((ROOT / "pwa/src/rooms/inspections/messages/zh-CN.json").read_text())["record"]
    review = json.loads((ROOT / "pwa/src/desk/messages/review.zh-CN.json").read_text())["record"]
    for text in (*record["verified"].values(), record["validity"]["failed"], review["verified"]):
        assert text.startswith("检定结论（证书 {certificate}）：")
