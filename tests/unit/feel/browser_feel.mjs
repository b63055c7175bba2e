// Evaluates FEEL with the library that forms use in the browser. Standard input: {"library", "context", "expressions",
// "rules"}; standard output: the value of each expression, written as test_browser.py writes the engine's values, and
// whether each rule of a form holds.
import { readFileSync } from "node:fs";

const { library, context, expressions, rules } = JSON.parse(readFileSync(0, "utf-8"));
const { evaluate, unaryTest } = await import(library);

function written(value) {
  if (value === null || value === undefined) {
    return "null";
  }
  if (typeof value === "string") {
    return JSON.stringify(value);
  }
  if (typeof value === "number" || typeof value === "boolean") {
    return String(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map(written).join(", ")}]`;
  }
  if (typeof value === "function" || "parameterNames" in value) {
    return "function";
  }
  if ("start included" in value) {
    const [open, close] = [value["start included"] ? "[" : "(", value["end included"] ? "]" : ")"];
    return `${open}${written(value.start)}..${written(value.end)}${close}`;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) {
    return `@${evaluate("string(it)", { it: value }).value}`; // a date, a time or a duration
  }
  return `{${Object.entries(value).map(([name, part]) => `${name}: ${written(part)}`).join(", ")}}`;
}

function told(expression) {
  try {
    return written(evaluate(expression, structuredClone(context)).value);
  } catch {
    return "error";
  }
}

function holds(rule) {
  try {
    return unaryTest(rule, structuredClone(context)).value === true;
  } catch {
    return false;
  }
}

process.stdout.write(JSON.stringify({ values: expressions.map(told), rules: rules.map(holds) }));
