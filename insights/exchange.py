"""What goes to the language model and what comes back, as values. Sends nothing and knows no client.

NoAnswer       no usable answer; `reason` is a code of failures.py, `billed` whether the try may have cost anything
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from insights.model_settings import ModelSettings
from insights.narration.prompt import PROMPT_VERSION

WORTH_RETRYING = frozenset({"timeout", "rate_limited", "overloaded", "server_error", "unreachable", "broken_off"})


@dataclass(frozen=True)
class Request:
    """What is asked: fixed rules, the evidence as JSON text, the JSON schema of the answer, and a hashed user."""

    system: str
    content: str
    schema: Mapping[str, Any]
    user: str = ""


@dataclass(frozen=True)
class Reply:
    """The answer's text, why it ended, and the tokens it took (input, output, cache_write, cache_read)."""

    text: str
    stop_reason: str
    usage: Mapping[str, int]


class NoAnswer(Exception):
    """A try that brought nothing usable. `wait` is the server's retry-after in seconds, where it gave one."""

    def __init__(
        self, reason: str, *, billed: bool = False, wait: float | None = None, reply: Reply | None = None
    ) -> None:
        super().__init__(reason)
        self.reason, self.billed, self.wait, self.reply = reason, billed, wait, reply

    @property
    def is_worth_retrying(self) -> bool:
        """Whether another try may bring more."""
        return self.reason in WORTH_RETRYING


def parameters(settings: ModelSettings, request: Request) -> dict[str, Any]:
    """The request as the Messages API takes it."""
    found: dict[str, Any] = {
        "max_tokens": settings.max_tokens,
        "messages": [{"role": "user", "content": request.content}],
        "model": settings.model,
        "output_config": {"effort": settings.effort, "format": {"type": "json_schema", "schema": request.schema}},
        "system": [{"type": "text", "text": request.system, "cache_control": {"type": "ephemeral", "ttl": "1h"}}],
    }
    return found | ({"metadata": {"user_id": request.user}} if request.user else {})


def body(settings: ModelSettings, request: Request) -> bytes:
    """The exact bytes that are sent: what 「送信内容を見る」 shows."""
    ordered = parameters(settings, request)
    ordered = {name: ordered[name] for name in _ORDER if name in ordered}
    return json.dumps(ordered, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


_ORDER = ("max_tokens", "messages", "model", "metadata", "output_config", "system")


def cache_key(settings: ModelSettings, request: Request) -> str:
    """The fingerprint of evidence, prompt version and model."""
    parts = [request.content, PROMPT_VERSION, settings.provider, settings.model, settings.effort]
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
