/**
 * The path of a place in a body.
 *
 * @module
 */

/** A key of an object, or an index of a list. */
export type PathStep = string | number;

/**
 * Returns a path as users write it and as `show --path` reads it:
 * `dashboard_elements[0].query.filters["orders.total"]`.
 */
export function pathText(steps: readonly PathStep[]): string {
  let text = "";
  for (const step of steps) {
    if (typeof step === "number") text += `[${step}]`;
    else if (/^[^.[\]"\\]+$/.test(step)) text += text === "" ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}
