"""Writes small DMN documents for the tests of this folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

DMN13 = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def document(*inside: str, namespace: str = DMN13, own: str = "urn:x") -> bytes:
    """A whole file around the given elements. own: the namespace that it defines."""
    return f'<definitions xmlns="{namespace}" id="d" name="d" namespace="{own}">{"".join(inside)}</definitions>'.encode()


def imported(name: str, namespace: str, location: str = "", kind: str = DMN13) -> str:
    """An import of another model."""
    at = f" locationURI={quoteattr(location)}" if location else ""
    return f'<import name="{name}" namespace="{namespace}" importType="{kind}"{at}/>'


def typed(type_: str) -> str:
    """The typeRef attribute; nothing without a type."""
    return f" typeRef={quoteattr(type_)}" if type_ else ""


def literal(text: str, type_: str = "") -> str:
    """A literal expression."""
    return f"<literalExpression{typed(type_)}><text>{escape(text)}</text></literalExpression>"


def entry(name: str, logic: str, type_: str = "") -> str:
    """An entry of a boxed context; the result of the context without a name."""
    variable = f'<variable name="{name}"{typed(type_)}/>' if name else ""
    return f"<contextEntry>{variable}{logic if logic.startswith('<') else literal(logic)}</contextEntry>"


def function(params: Mapping[str, str], logic: str, tag: str = "functionDefinition", more: str = "") -> str:
    """A function definition: parameters with their types, and the body."""
    listed = "".join(f'<formalParameter name="{name}"{typed(type_)}/>' for name, type_ in params.items())
    body = logic if logic.startswith("<") else literal(logic)
    return f"<{tag}{more}>{listed}{body}</{tag}>"


def knowledge(
    name: str,
    params: Mapping[str, str],
    logic: str,
    needs: Sequence[str] = (),
    *,
    type_: str = "",
    of: str = "",
) -> str:
    """A business knowledge model. type_: of its variable. of: of its logic. needs: hrefs."""
    required = "".join(
        f'<knowledgeRequirement><requiredKnowledge href="{href}"/></knowledgeRequirement>' for href in needs
    )
    return (
        f'<businessKnowledgeModel id="{name}" name="{name}"><variable name="{name}"{typed(type_)}/>'
        f"{function(params, logic, 'encapsulatedLogic', typed(of))}{required}</businessKnowledgeModel>"
    )


def invocation(callee: str, bindings: Mapping[str, str], type_: str = "") -> str:
    """A boxed invocation."""
    bound = "".join(
        f'<binding><parameter name="{name}"/>{literal(text)}</binding>' for name, text in bindings.items()
    )
    return f"<invocation{typed(type_)}>{literal(callee)}{bound}</invocation>"


def service(
    name: str, outputs: Sequence[str], inputs: Sequence[str] = (), data: Sequence[str] = (), type_: str = ""
) -> str:
    """A decision service: its output decisions, input decisions and input data by id."""
    parts = {"outputDecision": outputs, "inputDecision": inputs, "inputData": data}
    listed = "".join(f'<{part} href="#{key}"/>' for part, keys in parts.items() for key in keys)
    return f'<decisionService id="{name}" name="{name}"><variable name="{name}"{typed(type_)}/>{listed}</decisionService>'


def decision(name: str, logic: str, needs: Sequence[str] = (), type_: str = "", key: str = "") -> str:
    """A decision; `needs` are ids or hrefs, with `in:` for input data and `bkm:` for knowledge."""
    kinds = {"in": "information", "bkm": "knowledge"}
    parts = []
    for need in needs:
        prefix, _, target = need.partition(":") if need.startswith(("in:", "bkm:")) else ("", "", need)
        what = {"in": "requiredInput", "bkm": "requiredKnowledge"}.get(prefix, "requiredDecision")
        kind = kinds.get(prefix, "information")
        href = target if "#" in target else f"#{target}"
        parts.append(f"<{kind}Requirement><{what} href={quoteattr(href)}/></{kind}Requirement>")
    return (
        f"<decision id={quoteattr(key or name)} name={quoteattr(name)}>"
        f"<variable name={quoteattr(name)}{typed(type_)}/>{''.join(parts)}{logic}</decision>"
    )


def given(name: str, type_: str = "") -> str:
    """Input data; the id is the name."""
    variable = f"<variable name={quoteattr(name)}{typed(type_)}/>"
    return f"<inputData id={quoteattr(name)} name={quoteattr(name)}>{variable}</inputData>"


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
