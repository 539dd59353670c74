"""The upload page's parts: the way of a file from a person's disk into a table, and what was loaded before.

entry     who may come in          choosing   a file and how far its reading is     understood  what the file is
mapping   its columns              mending    faults by how to mend them            changes     what a load would change
loads     history and undo         tables     templates, what is due, closing       proposal    for no known table
"""
