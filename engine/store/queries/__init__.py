"""The readers: queries that return frozen rows. They write nothing and hold no lock.

Lists are paged by key, never by offset, and walk an index in the order they are shown.
"""
