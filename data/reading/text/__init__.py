"""From bytes to records of text: encoding, dialect, parsing. What a record means is left to the layout."""
