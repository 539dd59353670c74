"""What the pages cost: run by `make bench`, never by the tests. Each module prints JSON figures of the run."""
