"""Writes small DMN documents for the tests of this folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

DMN13 = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def document(*inside: str, namespace: str = DMN13) -> bytes:
    """A whole file around the given elements."""
    return f'<definitions xmlns="{namespace}" id="d" name="d" namespace="urn:x">{"".join(inside)}</definitions>'.encode()


def literal(text: str) -> str:
    """A literal expression."""
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


def decision(name: str, logic: str, needs: Sequence[str] = (), type_: str = "", key: str = "") -> str:
    """A decision; `needs` are ids, with `in:` for input data and `bkm:` for knowledge."""
    kinds = {"in": "information", "bkm": "knowledge"}
    parts = []
    for need in needs:
        prefix, _, target = need.rpartition(":")
        what = {"in": "requiredInput", "bkm": "requiredKnowledge"}.get(prefix, "requiredDecision")
        kind = kinds.get(prefix, "information")
        parts.append(f'<{kind}Requirement><{what} href="#{target}"/></{kind}Requirement>')
    typed = f" typeRef={quoteattr(type_)}" if type_ else ""
    return (
        f"<decision id={quoteattr(key or name)} name={quoteattr(name)}>"
        f"<variable name={quoteattr(name)}{typed}/>{''.join(parts)}{logic}</decision>"
    )


def given(name: str, type_: str = "") -> str:
    """Input data; the id is the name."""
    typed = f" typeRef={quoteattr(type_)}" if type_ else ""
    return f"<inputData id={quoteattr(name)} name={quoteattr(name)}><variable name={quoteattr(name)}{typed}/></inputData>"


def table(
    inputs: Sequence[str],
    rows: Sequence[Sequence[str]],
    policy: str = "UNIQUE",
    outputs: Sequence[str] = ("",),
    *,
    aggregation: str = "",
    allowed_in: Mapping[int, str] | None = None,
    allowed_out: Mapping[int, str] | None = None,
    defaults: Mapping[int, str] | None = None,
    types: Mapping[int, str] | None = None,
) -> str:
    """A decision table: expressions of the inputs, rows of cells (inputs, then outputs)."""
    made = f'<decisionTable id="t" hitPolicy="{policy}"'
    made += f' aggregation="{aggregation}">' if aggregation else ">"
    for i, text in enumerate(inputs):
        typed = f' typeRef="{(types or {})[i]}"' if i in (types or {}) else ""
        made += f"<input><inputExpression{typed}><text>{escape(text)}</text></inputExpression>"
        if i in (allowed_in or {}):
            made += f"<inputValues><text>{escape((allowed_in or {})[i])}</text></inputValues>"
        made += "</input>"
    for i, name in enumerate(outputs):
        made += f"<output name={quoteattr(name)}>" if name else "<output>"
        if i in (allowed_out or {}):
            made += f"<outputValues><text>{escape((allowed_out or {})[i])}</text></outputValues>"
        if i in (defaults or {}):
            made += f"<defaultOutputEntry><text>{escape((defaults or {})[i])}</text></defaultOutputEntry>"
        made += "</output>"
    for number, row in enumerate(rows, start=1):
        made += f'<rule id="r{number}">'
        for i, cell in enumerate(row):
            tag = "inputEntry" if i < len(inputs) else "outputEntry"
            made += f'<{tag} id="r{number}c{i + 1}"><text>{escape(cell)}</text></{tag}>'
        made += "</rule>"
    return made + "</decisionTable>"
