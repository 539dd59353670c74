"""The model's part in the words: what it is asked, what it may answer, and what becomes of the answer.

Facts, causes and evidence are settled before; a failure of any sort leaves the template text.
"""
