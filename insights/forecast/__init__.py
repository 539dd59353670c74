"""Where a KPI is heading. Computes; draws and words nothing."""
