"""Compression of stored JSON: zlib with a dictionary of what every step and state repeats.

Rows are small, and most of a row is the same words as in every other row; with the dictionary a step takes
little more than half of what plain zlib makes of it. The format is standard zlib: a row names its dictionary
by checksum. So a dictionary that was ever used stays here as it is, and a better one is added beside it.
"""

from __future__ import annotations

import zlib

# The most frequent last: zlib finds what is near the end with the shortest references.
_FIRST = (
    b'"command":{"type":"FireTimers","actor":"scheduler","instance_id":""},"events":[{"due_at":"20"comma'
    b'nd":{"type":"CompleteJob","actor":"worker","job_id":"","epoch":1,"variables":{"documents":[{"diges'
    b't":"","element":"","media_type":"application/vnd.openxmlformats-officedocument.wordprocessingml.do'
    b'cument","name":".docx","size":{"e":"job_created","el":"","headers":{"template":"documents/.docx"},'
    b'"k":,"retries":3,"type":"document.render"}{"e":"job_completed","el":"","k":},{"e":"completed","el"'
    b':"","k":,"s":0}{"action":"start","due_at":"2026-T15:59:59Z","e":"clock","el":"","left":null,"name"'
    b':"handling","provisional":false,"ref":"handling","warn_at":"2026-T16:00:00Z"}{"decision":"","e":"d'
    b'ecided","el":"","inputs":{},"outputs":{},"rules":[1]}{"e":"waiting","el":"","k":,"key":"","kind":"'
    b'message","name":""},{"e":"unwaiting","el":"","k":}{"e":"bound","el":"","pack":"","process":""},{"e'
    b'":"caught","el":"","kind":"timer","name":null,"s":0}{"e":"reminded","el":"","k":},{"e":"overdue","'
    b'el":"","k":},{"e":"cancelled","el":"","k":,"s":0},{"e":"task_cancelled","el":"","k":}{"assignee":"'
    b'","e":"task_claimed","el":"","k":}{"due_at":"2026-T15:59:59Z","e":"timer_fired","el":"","k":,"what'
    b'":"overdue"}{"due_at":"2026-T01:00:00Z","e":"timer_set","el":"","k":,"what":"reminder"},{"e":"time'
    b'r_cancelled","k":}{"process":"","pack":":1","started_at":"2026-T0:00.000000Z","started_by":"","num'
    b'ber":"2026-000000","status":"completed","last":,"joins":{"0 join":{"":1}},"clocks":{"handling":{"r'
    b'ef":"handling","pack":":1","since":"2026-","due":"2026-T15:59:59Z"}},"scopes":[{"k":0,"parent":nul'
    b'l,"process":"","pack":":1","tokens":1,"vars":{"}}],"acts":[{"k":,"el":"","scope":0,"kind":"task","'
    b'timers":[{"what":"reminder","at":"2026-T01:00:00Z"},{"what":"overdue","at":"2026-T15:59:59Z"}],"si'
    b'nce":"2026-T0:00.000000Z"}"client":"web 127.0.0.1","on_behalf_of":"","reason":"","command":{"type"'
    b':"Claim","actor":"","client":"web ","task_id":"{"calendar":"","command":{"type":"Start","actor":""'
    b',"process":"","variables":{"":""}},"events":[{"e":"instance_started","pack":":1","process":""},{"e'
    b'":"variable","el":"","name":"","s":0,"value":"{"e":"instance_completed"}],"pack":"{"assignee":null'
    b',"count":"working","days":,"deadline":"","due_at":"2026-T15:59:59Z","due_date":"2026-","e":"task_c'
    b'reated","el":"","form":"","groups":[""],"k":,"name":"","priority":50,"provisional":false,"rule":""'
    b',"since":"2026-T0:00.000000Z","users":[],"warn_at":"2026-T16:00:00Z"}{"assignee":null,"count":null'
    b',"days":null,"deadline":null,"due_at":null,"due_date":null,"e":"task_created","el":"","form":null,'
    b'"groups":[""],"k":,"name":"","priority":50,"provisional":false,"rule":null,"since":null,"users":[]'
    b',"warn_at":null}{"calendar":"","command":{"type":"CompleteTask","actor":"","task_id":".","variable'
    b's":{"":true,"":false,"":null,"":""}}},"events":[{"e":"variable","el":"","name":"","s":0,"value":{"'
    b'":""}},{"e":"task_completed","el":"","k":},{"e":"completed","el":"","k":,"s":0},{"e":"taken","el":'
    b'"","s":0},{"e":"activated","el":"","k":,"s":0},{"e":"completed","el":"","k":,"s":0},{"e":"taken","'
    b'el":"","s":0},{"e":"activated","el":"","k":,"s":0}],"pack":"'
)
#: checksum, as zlib's header names it, to dictionary
DICTIONARIES: dict[int, bytes] = {zlib.adler32(words): words for words in (_FIRST,)}
_HAS_DICTIONARY = 0x20
#: what `decompress` raises for anything that is not whole
Unreadable = zlib.error


def compress(data: bytes) -> bytes:
    """`data` as a zlib stream that names its dictionary."""
    packer = zlib.compressobj(6, zlib.DEFLATED, zlib.MAX_WBITS, 8, zlib.Z_DEFAULT_STRATEGY, _FIRST)
    return packer.compress(data) + packer.flush()


def decompress(data: bytes) -> bytes:
    """What `compress` was given. Raises zlib.error for anything that is no such stream, whole."""
    if len(data) < 6 or not data[1] & _HAS_DICTIONARY:
        return zlib.decompress(data)
    words = DICTIONARIES.get(int.from_bytes(data[2:6], "big"))
    if words is None:
        raise zlib.error("the stream names a dictionary that is not known")
    unpacker = zlib.decompressobj(zlib.MAX_WBITS, words)
    found = unpacker.decompress(data)
    if not unpacker.eof or unpacker.unused_data:
        raise zlib.error("the stream is not whole, or something follows it")
    return found
