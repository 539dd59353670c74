"""The example company, 彩玄精工: three fiscal years of its rows for any day and seed, made by SQL from hashes.

A row depends on the seed and its own date alone, so that a later day adds rows and changes none. Takes no part in
what the product says.
"""

from data.demo.company import Company, company_of
from data.demo.home import make_example as make

__all__ = ["Company", "company_of", "make"]
