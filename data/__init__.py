"""The lake, the ledger, and what gets data into them. Knows nothing of what a KPI means."""
