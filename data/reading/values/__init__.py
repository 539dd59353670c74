"""From the text of a cell to a value, decided over whole columns: numbers, dates, marks for missing."""
