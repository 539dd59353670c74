"""What pages share: the session, charts, cards and the text of the UI."""
