"""The example company, 彩玄精工: three fiscal years of its rows for any day and seed, made by SQL from hashes.

A row depends on the seed and its own date alone, so that a later day adds rows and changes none. Makes rows; puts none into a
lake (the lake's own commands do), and takes no part in what the product says.
"""




