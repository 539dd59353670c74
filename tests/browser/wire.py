"""A client that speaks the app's websocket as a hostile one would: no browser, no Origin, any page, any state.

Keeps every byte that arrives, so that a test can look for what must not have left.
"""

from collections.abc import Iterable
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

ENDED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_WITH_COMPILE_ERROR)


class Wire:
    """One session. `received` are all messages so far, `raw` their bytes."""

    def __init__(self, url: str, *, locale: str = "ja-JP") -> None:
        address = url.replace("http://", "ws://") + "/_stcore/stream"
        self._socket: ClientConnection = connect(address, max_size=None, subprotocols=["streamlit"])
        self._locale = locale
        self.received: list[ForwardMsg] = []
        self.raw: list[bytes] = []
        self.states: dict[str, Any] = {}

    def __enter__(self) -> "Wire":
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def run(self, query: str = "", page: str = "", page_hash: str = "", timeout: float = 60) -> list[ForwardMsg]:
        """Asks for a run of a page by its name or hash, with a query string; the messages of that run."""
        ask = BackMsg()
        ask.rerun_script.query_string = query
        ask.rerun_script.page_name = page
        ask.rerun_script.page_script_hash = page_hash
        ask.rerun_script.context_info.locale = self._locale
        ask.rerun_script.context_info.timezone = "Asia/Tokyo"
        for state in self.states.values():
            ask.rerun_script.widget_states.widgets.append(state)
        self._socket.send(ask.SerializeToString())
        return list(self._until_finished(timeout))

    def _until_finished(self, timeout: float) -> Iterable[ForwardMsg]:
        while True:
            data = self._socket.recv(timeout=timeout)
            assert isinstance(data, bytes)
            message = ForwardMsg()
            message.ParseFromString(data)
            self.raw.append(data)
            self.received.append(message)
            yield message
            if message.WhichOneof("type") == "script_finished" and message.script_finished in ENDED:
                return

    @property
    def bytes(self) -> bytes:
        """Everything that has arrived."""
        return b"\n".join(self.raw)
