"""Where the tables of a grid lie: titles, header rows, data, totals, notes. Values stay text here."""
