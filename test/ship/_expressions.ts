/**
 * GitHub's expressions, evaluated by GitHub's own library: `${{ inputs.version == 'source' }}`.
 *
 * @module
 */
import { data, Evaluator, Lexer, Parser } from "@actions/expressions";

/** Contexts by name: `inputs`, `steps`, `github` ... as plain JSON. */
export type Contexts = Readonly<Record<string, unknown>>;

/** How the steps before have ended, which `success()` and its like tell. */
export type JobState = "success" | "failure" | "cancelled";

type Value = ReturnType<Evaluator["evaluate"]>;

/** A text with its `${{ }}` replaced. */
export function interpolate(text: string, contexts: Contexts): string {
  return text.replace(
    /\$\{\{(.*?)\}\}/gs,
    (_, code: string) => evaluate(code, contexts, "success").coerceString(),
  );
}

/** Whether a step runs: without a condition, or one that asks for no state, only after success. */
export function holds(condition: string | undefined, contexts: Contexts, state: JobState): boolean {
  const code = (condition ?? "success()").trim().replace(/^\$\{\{(.*)\}\}$/s, "$1");
  const asks = /\b(success|failure|always|cancelled)\s*\(/.test(code);
  return truthy(evaluate(asks ? code : `success() && (${code})`, contexts, state));
}

function evaluate(code: string, contexts: Contexts, state: JobState): Value {
  const answers = {
    success: state === "success",
    failure: state === "failure",
    cancelled: state === "cancelled",
    always: true,
  };
  const functions = Object.entries(answers).map(([name, answer]) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(answer),
  }));
  const root = JSON.parse(JSON.stringify(contexts), data.reviver);
  if (!(root instanceof data.Dictionary)) throw new Error("the contexts are no object");
  const expression = new Parser(new Lexer(code).lex().tokens, Object.keys(contexts), functions).parse();
  return new Evaluator(expression, root, new Map(functions.map((each) => [each.name, each]))).evaluate();
}

function truthy(value: Value): boolean {
  if (!value.primitive) return true;
  return value.kind === data.Kind.String ? value.coerceString() !== "" : value.number() !== 0 &&
    !Number.isNaN(value.number());
}
