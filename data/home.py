"""A home: the folder that holds a company's lake, ledger, definitions and settings.

Reads and checks settings.toml; opens no database. SAIGEN_HOME names a home, else data/home beside this file.
"""

from __future__ import annotations

import datetime as dt
import os
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from data.errors import Language, Refusal, Words

FORMAT = 1
DEFAULT = Path(__file__).parent / "home"
SHIPPED_DEFINITIONS = Path(__file__).parent.parent / "metrics" / "definitions"


@dataclass(frozen=True)
class Settings:
    """What a company sets for itself. `today` fixes the day (tests, examples); None is the real one."""

    fiscal_year_start: int = 4
    week_start: str = "monday"
    timezone: str = "Asia/Tokyo"
    company_days: tuple[dt.date, ...] = ()
    company_name: str = ""
    language: Language = "ja"
    negative: str = "minus"
    reports_negative: str = "triangle"
    today: dt.date | None = None
    shipped_definitions: bool = True
    closing_months: tuple[int, ...] = ()


@dataclass(frozen=True)
class Home:
    """Where a company's things are. Making one reads nothing but settings.toml."""

    path: Path
    settings: Settings = field(default_factory=Settings)

    @property
    def lake(self) -> Path:
        """Folder of the lake: the catalogue and the Parquet files."""
        return self.path / "lake"

    @property
    def catalog(self) -> Path:
        """The lake's SQL catalogue (SQLite)."""
        return self.lake / "catalog.sqlite"

    @property
    def files(self) -> Path:
        """Folder of the Parquet files."""
        return self.lake / "data"

    @property
    def ledger(self) -> Path:
        """The ledger's SQLite file."""
        return self.path / "ledger.db"

    @property
    def definitions(self) -> tuple[Path, ...]:
        """Folders of KPI definitions, the shipped one first: later ones add to or override earlier ones."""
        own = (self.path / "definitions",)
        return (SHIPPED_DEFINITIONS, *own) if self.settings.shipped_definitions else own

    @property
    def exists(self) -> bool:
        """Whether `data init` has made it."""
        return self.catalog.exists()

    def today(self) -> dt.date:
        """The company's day: the fixed one where the settings fix it, else today in its time zone."""
        return self.settings.today or dt.datetime.now(ZoneInfo(self.settings.timezone)).date()

    def now(self) -> dt.datetime:
        """The moment on the company's clock, naive, to the second."""
        return dt.datetime.now(ZoneInfo(self.settings.timezone)).replace(tzinfo=None, microsecond=0)


def home_path(named: str | os.PathLike[str] | None = None) -> Path:
    """The folder asked for: the flag, else SAIGEN_HOME, else the default."""
    return Path(named or os.environ.get("SAIGEN_HOME") or DEFAULT).expanduser().resolve()


def open_home(named: str | os.PathLike[str] | None = None) -> Home:
    """A home that exists. Refuses a missing one, a newer one, and settings that can't be read."""
    home = Home(path := home_path(named), read_settings(path / "settings.toml"))
    if home.exists:
        return home
    raise Refusal(
        "no_home",
        Words(f"{path} にホームがありません。", f"There is no home at {path}."),
        Words("python -m data init --demo で作成できます。", "Make one with: python -m data init --demo"),
    )


def read_settings(path: Path) -> Settings:
    """Settings from a TOML file; the defaults where there is none."""
    if not path.exists():
        return Settings()
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refusal(
            "settings_unreadable",
            Words(f"{path} を読めません: {error}", f"{path} can't be read: {error}"),
            Words("TOML の書式を直してください。", "Mend the TOML at that place."),
        ) from error
    return _checked(path, found)


def _checked(path: Path, found: dict[str, object]) -> Settings:
    version = found.pop("version", FORMAT)
    if not isinstance(version, int) or version > FORMAT:
        raise Refusal(
            "newer_home",
            Words(
                f"{path.parent} は新しい版（{version}）のホームです。この版が読めるのは {FORMAT} までです。",
                f"{path.parent} is a home of a newer version ({version}); this one reads up to {FORMAT}.",
            ),
            Words("Saigen を更新してください。", "Update Saigen."),
        )
    known = set(Settings.__dataclass_fields__)
    for name in found.keys() - known:
        raise Refusal(
            "unknown_setting",
            Words(f"{path}: 設定「{name}」はありません。", f"{path}: there is no setting '{name}'."),
            Words(f"使える設定: {'、'.join(sorted(known))}", f"Settings: {', '.join(sorted(known))}"),
        )
    lists = {name: tuple(value) if isinstance(value, list) else value for name, value in found.items()}
    return Settings(**lists)  # type: ignore[arg-type]  # TOML's types are those of the fields, or a later use refuses


def settings_text(settings: Settings) -> str:
    """The settings as TOML, in the order of the fields; what is None is left out."""
    lines = [f"version = {FORMAT}"]
    for name in Settings.__dataclass_fields__:
        value = getattr(settings, name)
        if value is not None:
            lines.append(f"{name} = {_toml(value)}")
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int):
        return str(value)
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
