"""JSON as the product speaks it: numbers stay exact (Decimal), times are ISO 8601."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
from flask.json.provider import JSONProvider

_encoder = msgspec.json.Encoder(decimal_format="number", enc_hook=str)
_decoder = msgspec.json.Decoder(float_hook=Decimal)


class ExactJSON(JSONProvider):
    """Flask's JSON with exact decimals both ways; other values than JSON's become text."""

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        return _encoder.encode(obj).decode()

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Raises ValueError for what is not JSON, or nested too deep."""
        try:
            return _decoder.decode(s)
        except RecursionError as cause:
            raise ValueError("nested too deep") from cause
