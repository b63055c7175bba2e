"""What is done with the record of the past: replay it, prove it, export it, re-enact a foreign one.

It reads rows and runs the pure step again; it never writes a row.
"""
