"""Connections of the engine: which extensions they take."""

import duckdb
import pytest

from data.warehouse import LOADED_AS, connect, extension_file


def test_a_connection_takes_no_extension_that_is_not_signed(tmp_path):
    signed = extension_file("icu").read_bytes()
    forged = tmp_path / "forged.duckdb_extension"
    forged.write_bytes(signed[:-256] + bytes(256))
    for _ in range(2):  # the first of a process, and one after it
        with connect("100MB") as connection:
            with pytest.raises(duckdb.Error):
                connection.execute(f"LOAD '{forged}'")
            with pytest.raises(duckdb.Error):
                connection.execute("SET allow_unsigned_extensions=true")
            loaded = "SELECT extension_name FROM duckdb_extensions() WHERE loaded"
            assert set(LOADED_AS.values()) <= {row[0] for row in connection.execute(loaded).fetchall()}
