"""Tests that serve the app and drive it: by a real browser, or by a client that speaks its websocket."""
