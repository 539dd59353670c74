"""Encodings: told over the whole file, or refused with the place."""

import pytest

from data.reading import Unreadable, preview, read
from data.reading.text.encoding import decode

TEXT = "日付,店舗,金額\n2026/4/1,新宿店（髙島屋）,100\n2026/4/2,㈱山﨑商店①,200\n"
PLAIN = "日付,店舗,金額\n2026/4/1,新宿店,100\n2026/4/2,ｺﾝﾋﾞﾆ,200\n2026/4/3,大阪店,300\n"


@pytest.mark.parametrize("codec", ["cp932", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_vendor_characters(codec):
    found = decode(TEXT.encode(codec))
    assert (found.codec, found.text) == (codec, TEXT)


@pytest.mark.parametrize("codec", ["cp932", "euc_jp", "iso2022_jp"])
def test_half_width_kana(codec):
    text = PLAIN if codec != "iso2022_jp" else PLAIN.replace("ｺﾝﾋﾞﾆ", "コンビニ")
    found = decode(text.encode(codec))
    assert (found.codec, found.text) == (codec, text)


@pytest.mark.parametrize(
    "text", ["Name,Ort\nMüller,Köln\nJosé,Málaga\n", "item,price\ncafé,€5\n", "a,b\nnaïve – “x”,1\n"]
)
def test_western(text):
    assert decode(text.encode("cp1252")).codec == "cp1252"


def test_doubled_mark_is_taken_off():
    assert read(b"\xef\xbb\xbf\xef\xbb\xbfa,b\n1,2\n").columns[0].name == "a"


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (PLAIN.encode() + "2026/4/4,福岡店,400\n".encode("cp932"), "broken_text", 5),
        (PLAIN.encode("cp932") * 3 + "2026/4/4,福岡店と札幌店,400\n".encode(), "mixed_encodings", 13),
        (PLAIN.encode()[:-6] + b"\xe3\x81\n", "broken_text", 4),
        (PLAIN.encode("utf-16")[:-1], "broken_text", 4),
    ],
)
def test_mixed_or_broken_text_is_refused_with_its_place(content, code, line):
    with pytest.raises(Unreadable) as refused:
        decode(content)
    assert (refused.value.code, refused.value.place) == (code, line)


def test_ascii_until_the_last_line():
    assert decode(b"a,b\n" + b"1,2\n" * 200_000 + "東京,3\n".encode("cp932")).codec == "cp932"


def test_lost_characters_are_told():
    found = preview("品,数\n\ufffd\ufffd,1\nB,2\n".encode())
    assert found["verdict"] == "warn"
    assert "lost_characters" in {i["code"] for i in found["issues"]}
