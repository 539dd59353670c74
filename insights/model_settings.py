"""Settings of the language model: which, at what cost, what may be sent. Reads model.toml of a home, and the key.

The key is the environment's ANTHROPIC_API_KEY or a file `anthropic_key` in the home that nobody else can read; nothing
else on the machine is looked at. Makes no client and calls nobody.
"""

from __future__ import annotations

import datetime as dt
import os
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from data.errors import Refusal, Words, nearest
from data.home import Home
from data.model_calls import Caps

Provider = Literal["anthropic", "bedrock", "vertex"]
Privacy = Literal["off", "masked", "labels"]
Effort = Literal["low", "medium", "high"]
KEY_NAME = "ANTHROPIC_API_KEY"
KEY_FILE = "anthropic_key"
SETTINGS_FILE = "model.toml"
CHOICES: Mapping[str, tuple[str, ...]] = {
    "provider": get_args(Provider), "privacy": get_args(Privacy), "effort": get_args(Effort),
}  # fmt: skip
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class Price:
    """US dollars a million tokens. Writing the cache for an hour costs twice the input, reading it a tenth."""

    input: float
    output: float


PRICES: Mapping[str, Price] = {
    "claude-opus-5-5": Price(4.0, 20.0),
    "claude-sonnet-5-5": Price(2.0, 10.0),
    "claude-opus-5": Price(5.0, 25.0),
}
"""As the vendor's page of models listed them in 2026-11; model.toml replaces them or adds others."""


@dataclass(frozen=True)
class ModelSettings:
    """`yen_per_dollar` should be on the high side, since caps are kept with it. Seconds: of a try, of a wait between
    tries, and of all together. `labels` are the dimensions whose values may be sent in the mode of that name;
    `send_questions` lets the words that somebody types into the question box be sent."""

    provider: Provider = "anthropic"
    model: str = "claude-sonnet-5-5"
    effort: Effort = "medium"
    privacy: Privacy = "masked"
    max_tokens: int = 8000
    daily_yen: float = 300.0
    monthly_yen: float = 5000.0
    yen_per_dollar: float = 180.0
    tries: int = 3
    try_seconds: float = 90.0
    wait_seconds: float = 20.0
    total_seconds: float = 120.0
    base_url: str = ""
    region: str = ""
    project: str = ""
    labels: tuple[str, ...] = ()
    send_questions: bool = False
    prices: Mapping[str, Price] = field(default_factory=lambda: PRICES, hash=False)
    key: str = field(default="", repr=False)

    @property
    def price(self) -> Price | None:
        """The model's price; None where nobody said it, and then it is not called."""
        return self.prices.get(self.model)

    @property
    def caps(self) -> Caps:
        """The caps as the ledger keeps them."""
        return Caps(self.daily_yen, self.monthly_yen)

    def yen(self, dollars: float) -> float:
        """Dollars as yen."""
        return dollars * self.yen_per_dollar


def model_settings(home: Home) -> ModelSettings:
    """The settings of a home. Refuses what can't be read, unknown names, and a key file that others can read."""
    path = home.path / SETTINGS_FILE
    found = _toml(path) if path.exists() else {}
    prices = dict(PRICES) | _prices(path, found.pop("prices", {}))
    known = {each.name: each for each in fields(ModelSettings) if each.name not in ("prices", "key")}
    for name, value in found.items():
        _check(path, name, value, known)
    lists = {name: tuple(value) if isinstance(value, list) else value for name, value in found.items()}
    given: dict[str, Any] = lists | {"prices": prices, "key": _key(home.path)}
    return ModelSettings(**given)


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _refuse(path, f"読めません: {error}", f"it can't be read: {error}") from error


def _refuse(path: Path, ja: str, en: str) -> Refusal:
    hint = Words("その行を直してください。", "Mend that line.")
    return Refusal("model_settings_invalid", Words(f"{path}: {ja}", f"{path}: {en}"), hint)


def _prices(path: Path, found: object) -> dict[str, Price]:
    if not isinstance(found, dict):
        raise _refuse(path, "prices は表にしてください。", "prices must be a table.")
    try:
        made = {name: Price(float(entry["input"]), float(entry["output"])) for name, entry in found.items()}
    except (KeyError, TypeError, ValueError) as error:
        raise _refuse(path, "prices には input と output の数が要ります。", "prices need input and output.") from error
    if any(price.input <= 0 or price.output <= 0 for price in made.values()):
        raise _refuse(path, "prices は正の数にしてください。", "prices must be above zero.")
    return made


def _check(path: Path, name: str, value: object, known: Mapping[str, Any]) -> None:
    if name not in known:
        near = ", ".join(nearest(name, known) or sorted(known))
        raise _refuse(path, f"「{name}」という設定はありません（{near}）。", f"there is no setting '{name}' ({near}).")
    if name in CHOICES and value not in CHOICES[name]:
        every = ", ".join(CHOICES[name])
        raise _refuse(path, f"{name} は {every} のいずれかです。", f"{name} is one of {every}.")
    kind = type(getattr(ModelSettings(), name))
    fits = isinstance(value, list) if kind is tuple else isinstance(value, (int, float) if kind is float else kind)
    if not fits or (kind in (int, float) and (isinstance(value, bool) or not 0 <= float(str(value)) < 1e9)):
        raise _refuse(path, f"{name} の値が正しくありません。", f"{name} has no fitting value.")
    if name == "base_url" and not _is_safe(str(value)):
        raise _refuse(path, "base_url は https にしてください。", "base_url must be https.")


def _is_safe(url: str) -> bool:
    """Whether an address is https, or stays on this machine."""
    parts = urlsplit(url)
    return not url or parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def _key(folder: Path) -> str:
    named = os.environ.get(KEY_NAME, "").strip()
    path = folder / KEY_FILE
    if named or not path.exists():
        return named
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise Refusal(
            "key_file_open",
            Words(f"{path} はほかの利用者にも読めます（{mode:o}）。", f"Others can read {path} (mode {mode:o})."),
            Words(f"chmod 600 {path}", f"chmod 600 {path}"),
        )
    return path.read_text(encoding="utf-8").strip()


RETIRED: Mapping[str, dt.date] = {"claude-sonnet-4-5": dt.date(2026, 11, 30)}
"""Models and the last day they answer."""
