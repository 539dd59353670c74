"""What a KPI means: definitions, calendar, access, and the queries they become. Draws nothing."""
