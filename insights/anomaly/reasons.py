"""Why a point was or was not flagged: the codes of detection's `reason` column, in Japanese and English.

Texts hold no figures: what was expected and how far off a point lies stand in the columns beside.
"""

REASONS: dict[str, tuple[str, str]] = {
    "no_value": ("値がないため判定しません", "No value, so no verdict"),
    "short_history": (
        "履歴が8点（日内データは2日）に満たないため判定しません",
        "Fewer than eight points (two days, if sampled within the day), so no verdict",
    ),
    "not_judged": ("この長さの期間は判定しません", "Periods of this length are not judged"),
    "running_period": (
        "期間が終わっていないため判定しません。終わった期間の全体とだけ比べます",
        "The period is still running, so no verdict: whole periods are compared with whole ones only",
    ),
    "within_interval": ("予測区間の内側です", "Inside the expected interval"),
    "within_interval_robust": (
        "予測区間の内側です（履歴が2季節に満たないため区間は広め）",
        "Inside the expected interval (wider, as the history is shorter than two seasons)",
    ),
    "within_interval_calendar": (
        "暦の影響（祝日・連休・営業日数など）を見込んだ予測区間の内側です",
        "Inside the interval expected on such a date (holidays, long rests, working days)",
    ),
    "within_interval_new_level": (
        "水準の変化を反映した新しい予測区間の内側です",
        "Inside the interval expected since the level shifted",
    ),
    "below_floor": (
        "予測区間の外側ですが、知らせる下限の差に届きません",
        "Outside the expected interval, but by less than is worth a notice",
    ),
    "chance_among_many": (
        "予測区間の外側ですが、多数のKPIを同時に見れば偶然でも起こる程度です",
        "Outside the expected interval, but no more than chance brings among many KPIs",
    ),
    "within_known_extremes": (
        "通常と異なりますが、これまでの最大の外れを超えていません",
        "Unusual, but no farther off than the series has been before",
    ),
    "same_incident": (
        "通常と異なりますが、すでに知らせた異常の続きです",
        "Unusual, but the continuation of an incident already raised",
    ),
    "above_interval": ("予測区間を上回りました", "Above the expected interval"),
    "below_interval": ("予測区間を下回りました", "Below the expected interval"),
    "level_shift_up": (
        "上振れが続いており、水準が変わった可能性があります",
        "Above the interval repeatedly: the level may have risen",
    ),
    "level_shift_down": (
        "下振れが続いており、水準が変わった可能性があります",
        "Below the interval repeatedly: the level may have fallen",
    ),
    "suspected_missing_data": (
        "これまでにない0です。取り込み漏れなどデータの不備が疑われます",
        "A zero where none was before: data may be missing",
    ),
    "suspected_unit_change": (
        "およそ10の累乗倍です。単位や桁の誤りが疑われます",
        "Off by about a power of ten: a unit or a digit may be wrong",
    ),
    "sustained_change": (
        "短い期間の平均が通常の範囲を外れました",
        "The average over a short time left its usual range",
    ),
    "sustained_unrest": (
        "短い期間の変動の大きさが通常の範囲を外れました",
        "Values swung more widely over a short time than they usually do",
    ),
}

DATA_FAULTS = frozenset({"suspected_missing_data", "suspected_unit_change"})


def reason_text(code: str, lang: str = "ja") -> str:
    """The sentence of a reason's code in "ja" or "en". Raises KeyError on a code that detection never gives."""
    return REASONS[code][0 if lang == "ja" else 1]
