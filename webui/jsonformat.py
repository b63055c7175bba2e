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
        """Raises ValueError for what is not JSON, is nested too deep, or has a number beyond all bounds."""
        try:
            return _decoder.decode(s)
        except (RecursionError, ArithmeticError) as cause:
            raise ValueError("nested too deep, or a number that cannot be kept") from cause
