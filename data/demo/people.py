"""Who works at the example company: posts that people take and leave, month by month, from a fixed past on.

Makes people; counts none (hr.sql does).
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from data.demo.incidents import Incident

BEGINNING = dt.date(2008, 4, 1)
"""Posts are filled from this day on, long enough ago for tenures to have settled."""
HAZARDS = (0.15, 0.12, 0.085)
"""Yearly rate of leaving in the first year, the next two, and later."""
POSTS: Sequence[tuple[str, str, int, float]] = (
    # division, site, posts, share of contract workers
    ("営業部", "本社", 34, 0.05), ("営業部", "関西支社", 24, 0.05), ("マーケティング部", "本社", 17, 0.05),
    ("人事総務部", "本社", 18, 0.10), ("経営企画部", "本社", 12, 0.0), ("開発部", "本社", 58, 0.05),
    ("製造部", "第1工場", 96, 0.20), ("製造部", "第2工場", 88, 0.20), ("製造部", "第3工場", 66, 0.25),
)  # fmt: skip
SURNAMES = "佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 斎藤 清水 森 阿部 石川 前田 藤田 後藤 岡田 長谷川 村上 近藤 坂本 遠藤 青木 西村".split()  # noqa: E501, SIM905  # one line reads better
GIVEN_NAMES = "蓮 陽菜 翔太 葵 大輝 結衣 健一 美咲 直人 さくら 拓海 彩花 誠 恵子 浩二 由美 悠斗 真理 剛 千尋 亮 奈々 修 香織 隼人 愛 学 舞 徹 遥".split()  # noqa: E501, SIM905  # one line reads better


@dataclass(frozen=True)
class Employee:
    """A person's time with the company. `left_on` is the last day worked."""

    employee_id: str
    employee: str
    division: str
    site: str
    employment: str
    hired_on: dt.date
    left_on: dt.date | None


def employees_of(seed: int, today: dt.date, incidents: Sequence[Incident]) -> list[Employee]:
    """Everyone who ever held a post, and those who will take one within the next half year."""
    posts = [(division, site, number, share) for division, site, count, share in POSTS for number in range(count)]
    hired: list[dt.date | None] = [None] * len(posts)
    found: list[Employee] = []
    month = BEGINNING
    while month <= today + dt.timedelta(days=240):
        rng = np.random.default_rng([seed, month.year, month.month])
        draws = rng.random((5, len(posts)))
        raised = [incident for incident in incidents if incident.kind == "leavers" and incident.covers(month)]
        for index, post in enumerate(posts):
            begin = hired[index]
            if begin is None:
                hired[index] = _hire(draws[:, index], month)
            elif draws[0, index] < _hazard(begin, month, post[0], raised):
                left = _leaving_day(draws[1, index], month)
                found.append(_employee(seed, index, post, begin, left))
                hired[index] = None
        month = _next(month)
    found += [_employee(seed, i, posts[i], begin, None) for i, begin in enumerate(hired) if begin]
    return sorted(found, key=lambda person: (person.hired_on, person.employee_id))


def _hazard(begin: dt.date, month: dt.date, division: str, raised: list[Incident]) -> float:
    tenure = (month - begin).days / 365.25
    yearly = HAZARDS[0] if tenure < 1 else HAZARDS[1] if tenure < 3 else HAZARDS[2]
    for incident in raised:
        if incident.place[0] == division:
            yearly *= 1 + incident.effect
    return yearly / 12


def _hire(draws: np.ndarray, month: dt.date) -> dt.date | None:
    """A post stays empty for a month or more, and is filled on the first of a month, most likely in April."""
    if month == BEGINNING:
        return month
    return month if draws[2] < (0.8 if month.month == 4 else 0.42) else None


def _leaving_day(draw: float, month: dt.date) -> dt.date:
    last = calendar.monthrange(month.year, month.month)[1]
    return month.replace(day=last if draw < 0.6 else 1 + int((draw - 0.6) / 0.4 * (last - 1)))


def _employee(
    seed: int, index: int, post: tuple[str, str, int, float], begin: dt.date, left: dt.date | None
) -> Employee:
    division, site, number, share = post
    draw = np.random.default_rng([seed, index, begin.year, begin.month]).random(2)
    names = len(SURNAMES), len(GIVEN_NAMES)
    name = f"{SURNAMES[int(draw[0] * names[0])]} {GIVEN_NAMES[int(draw[1] * names[1])]}"
    employment = "契約社員" if number < share * 40 else "正社員"
    return Employee(f"E{begin:%y%m}{index:03d}", name, division, site, employment, begin, left)


def _next(month: dt.date) -> dt.date:
    return (month + dt.timedelta(days=32)).replace(day=1)
