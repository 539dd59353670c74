"""A server on loopback that speaks the Messages API: POST /v1/messages and count_tokens, GET /v1/models/{id}.

It answers as a test tells it, well or badly, and keeps the bytes of every request. The client is the real package.
"""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Play = Callable[["Conversation", bytes], None]


@dataclass
class StandIn:
    """What it does on a message (`play`), and what it was sent."""

    play: Play
    url: str = ""
    bodies: list[bytes] = field(default_factory=list)
    counted: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    count: int = 900
    lock: threading.Lock = field(default_factory=threading.Lock)


class Conversation(BaseHTTPRequestHandler):
    """One request."""

    stand_in: StandIn
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        with self.stand_in.lock:
            kept = self.stand_in.counted if self.path.endswith("/count_tokens") else self.stand_in.bodies
            kept.append(body)
            self.stand_in.headers.append({name.lower(): value for name, value in self.headers.items()})
        if self.path.endswith("/count_tokens"):
            self.send(200, json.dumps({"input_tokens": self.stand_in.count}).encode())
        else:
            self.stand_in.play(self, body)

    def do_GET(self) -> None:
        self.send(200, json.dumps({"id": self.path.rsplit("/", 1)[-1], "type": "model"}).encode())

    def send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"content-type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(body)

    def reset(self) -> None:
        """Ends the connection with a reset."""
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.close_connection = True
        self.connection.close()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextlib.contextmanager
def serving(play: Play) -> Iterator[StandIn]:
    """A stand-in that is up."""
    stand_in = StandIn(play)
    handler = type("Handler", (Conversation,), {"stand_in": stand_in})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # broken connections are what it is for
    stand_in.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield stand_in
    finally:
        server.shutdown()
        server.server_close()


def message(text: str, stop_reason: str = "end_turn", **usage: int) -> bytes:
    """A message of the API with one text block."""
    return json.dumps({
        "id": "msg_1", "type": "message", "role": "assistant", "model": "claude-sonnet-5-5", "stop_sequence": None,
        "content": [{"type": "text", "text": text}] if text else [], "stop_reason": stop_reason,
        "usage": {"input_tokens": 1000, "output_tokens": 200, **usage},
    }).encode()  # fmt: skip


def says(text: str | Callable[[dict[str, Any]], str], stop_reason: str = "end_turn") -> Play:
    """Answers with a text, or with what it makes of the evidence it was sent."""

    def play(conversation: Conversation, body: bytes) -> None:
        conversation.send(200, message(text if isinstance(text, str) else text(evidence(body)), stop_reason))

    return play


def evidence(body: bytes) -> dict[str, Any]:
    """The evidence in a request."""
    content = json.loads(body)["messages"][0]["content"]
    found: dict[str, Any] = json.JSONDecoder().raw_decode(content)[0]
    return found


def fails(status: int, retry_after: str | None = None) -> Play:
    """Answers with an error of the API."""
    headers = {} if retry_after is None else {"retry-after": retry_after}
    error = json.dumps({"type": "error", "error": {"type": "some_error", "message": "no"}}).encode()
    return lambda conversation, _: conversation.send(status, error, headers)


def sleeps(seconds: float) -> Play:
    """Answers too late."""

    def play(conversation: Conversation, body: bytes) -> None:
        time.sleep(seconds)
        conversation.send(200, message("{}"))

    return play


def breaks_off(conversation: Conversation, body: bytes) -> None:
    """Resets in mid-stream."""
    conversation.send_response(200)
    conversation.send_header("content-type", "application/json")
    conversation.send_header("content-length", "5000")
    conversation.end_headers()
    conversation.wfile.write(b'{"id": "msg_1", "content": [')
    conversation.wfile.flush()
    conversation.reset()


def trickles(conversation: Conversation, body: bytes) -> None:
    """A byte now and then, for ever."""
    conversation.send_response(200)
    conversation.send_header("content-type", "application/json")
    conversation.send_header("content-length", "100000")
    conversation.end_headers()
    with contextlib.suppress(OSError):
        for _ in range(400):
            conversation.wfile.write(b" ")
            conversation.wfile.flush()
            time.sleep(0.05)


def raw(body: bytes, content_type: str = "application/json") -> Play:
    """Answers with these bytes."""
    return lambda conversation, _: conversation.send(200, body, {"content-type": content_type})
