"""The only contact with the language model: builds a request, sends it once, and says what came of it.

One try a call: no retries (calling.py's), no money (the ledger's), no meaning (narrate's). A client is made only from
our own settings' key, so that nothing else on the machine is used as one. The model gets no tools."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Iterator, Mapping
from typing import Any, cast

import anthropic
import httpx2

from data.errors import Refusal, Words
from insights.exchange import NoAnswer, Reply, Request, parameters
from insights.model_settings import ModelSettings

HOME_URL = "https://api.anthropic.com"
LARGEST_ANSWER = 2_000_000
"""Bytes of an answer that are read; what is longer is none of ours."""
COUNT_SECONDS = 5.0
NEEDS: Mapping[str, tuple[str, ...]] = {"anthropic": (), "bedrock": ("boto3", "botocore"), "vertex": ("google.auth",)}
BY_STATUS: Mapping[int, str] = {
    400: "bad_request", 401: "bad_key", 402: "no_credit", 403: "forbidden", 404: "no_such_model", 408: "timeout",
    413: "too_large", 429: "rate_limited", 529: "overloaded",
}  # fmt: skip


class _Bounded(httpx2.SyncByteStream):
    """A response's bytes, up to a size and a moment."""

    def __init__(self, inner: httpx2.SyncByteStream, until: float) -> None:
        self._inner, self._until = inner, until

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for part in self._inner:
            size += len(part)
            if size > LARGEST_ANSWER:
                raise NoAnswer("too_long", billed=True)
            if time.monotonic() > self._until:
                raise NoAnswer("timeout", billed=True)
            yield part

    def close(self) -> None:
        """Ends the response."""
        self._inner.close()


class Model:
    """A client of one provider. Refuses without a key, or where the provider's package is not installed."""

    def __init__(self, settings: ModelSettings) -> None:
        self._settings = settings
        self._until = 0.0
        hooks: dict[str, list[Any]] = {"response": [self._bound]}
        self._http = httpx2.Client(event_hooks=hooks, follow_redirects=False, timeout=settings.try_seconds)
        self._client = _client(settings, self._http)

    def _bound(self, response: httpx2.Response) -> None:
        response.stream = _Bounded(cast(httpx2.SyncByteStream, response.stream), self._until)

    def count(self, request: Request, seconds: float) -> int | None:
        """Tokens of a request as the provider counts them; None where it does not say so."""
        asked = {name: value for name, value in parameters(self._settings, request).items() if name in _COUNTED}
        try:
            self._until = time.monotonic() + min(seconds, COUNT_SECONDS)
            timeout = httpx2.Timeout(min(seconds, COUNT_SECONDS))
            return int(self._client.messages.count_tokens(**asked, timeout=timeout).input_tokens)
        except (anthropic.AnthropicError, httpx2.HTTPError, NoAnswer, AttributeError, TypeError, ValueError):
            return None

    def ask(self, request: Request, seconds: float) -> Reply:
        """One try of at most so many seconds. Raises NoAnswer."""
        self._until = time.monotonic() + seconds
        try:
            timeout = httpx2.Timeout(seconds, connect=min(5.0, seconds))
            message = self._client.messages.create(**parameters(self._settings, request), timeout=timeout)
        except Exception as error:
            raise _no_answer(error) from error
        return _checked(_reply(message))

    def close(self) -> None:
        """Ends its connections."""
        self._http.close()


_COUNTED = frozenset({"model", "system", "messages", "output_config"})


def _client(settings: ModelSettings, http: httpx2.Client) -> Any:
    if not settings.key:
        raise NoAnswer("no_key")
    _require(settings.provider)
    common: dict[str, Any] = {"max_retries": 0, "http_client": http, "timeout": settings.try_seconds}
    if settings.provider == "anthropic":
        return anthropic.Anthropic(api_key=settings.key, base_url=settings.base_url or HOME_URL, **common)
    if settings.base_url:
        common["base_url"] = settings.base_url
    if settings.provider == "bedrock":
        return anthropic.AnthropicBedrock(api_key=settings.key, aws_region=settings.region, **common)
    common |= {"region": settings.region, "project_id": settings.project}
    return anthropic.AnthropicVertex(access_token=settings.key, **common)


def _require(provider: str) -> None:
    """Refuses a provider whose package is not there."""
    for name in NEEDS[provider]:
        try:
            there = importlib.util.find_spec(name) is not None
        except ModuleNotFoundError:
            there = False
        if not there:
            raise Refusal(
                "provider_missing",
                Words(
                    f"{provider} を使うには {name} が要りますが、入っていません。",
                    f"{provider} needs {name}, which is not installed.",
                ),
                Words(f"pip install 'anthropic[{provider}]'", f"pip install 'anthropic[{provider}]'"),
            )


def _no_answer(error: Exception) -> NoAnswer:
    """What an error of the client means."""
    found: BaseException | None = error
    while found is not None:
        if isinstance(found, NoAnswer):
            return found
        found = found.__cause__ or found.__context__
    if isinstance(error, anthropic.APITimeoutError | httpx2.TimeoutException):
        return NoAnswer("timeout", billed=True)
    if isinstance(error, anthropic.APIStatusError):
        code = "server_error" if error.status_code >= 500 else "bad_request"
        return NoAnswer(BY_STATUS.get(error.status_code, code), wait=_retry_after(error.response.headers))
    if isinstance(error, anthropic.APIConnectionError | httpx2.HTTPError):
        started = isinstance(error.__cause__ or error, httpx2.ConnectError)
        return NoAnswer("unreachable" if started else "broken_off", billed=not started)
    return NoAnswer("not_readable", billed=True)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    try:
        wait = float(headers.get("retry-after", ""))
    except ValueError:
        return None
    return max(wait, 0.0)


def _reply(message: Any) -> Reply:
    """The text of a message, whatever the server made of it."""
    blocks = getattr(message, "content", None)
    texts = [getattr(block, "text", "") for block in blocks] if isinstance(blocks, list) else []
    text = "".join(text for text in texts if isinstance(text, str))
    clean = text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")
    return Reply(clean, str(getattr(message, "stop_reason", "") or ""), _usage(getattr(message, "usage", None)))


def _usage(found: Any) -> dict[str, int]:
    names = {
        "input": "input_tokens", "output": "output_tokens", "cache_write": "cache_creation_input_tokens",
        "cache_read": "cache_read_input_tokens",
    }  # fmt: skip
    read = {short: getattr(found, name, None) for short, name in names.items()}
    return {short: value for short, value in read.items() if isinstance(value, int) and value >= 0}


def _checked(reply: Reply) -> Reply:
    reasons = {"max_tokens": "truncated", "model_context_window_exceeded": "truncated", "refusal": "refused"}
    if reply.stop_reason in reasons:
        raise NoAnswer(reasons[reply.stop_reason], billed=True, reply=reply)
    if not reply.text.strip():
        raise NoAnswer("empty", billed=True, reply=reply)
    return reply
