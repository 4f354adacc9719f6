/**
 * Renames fields in texts: `view.field`, alone or in an expression, in Liquid or in an address. Pure.
 *
 * @module
 */

/** Returns the new name of a field, or the same name if it stays. */
export type Rename = (name: string) => string;

const NAME = "[A-Za-z_]\\w*\\.[A-Za-z_]\\w*";
const FIELD = new RegExp(`^${NAME}$`);
const EXPRESSION = new RegExp(`\\$\\{\\s*(${NAME})(?=\\s*(?::\\w+\\s*)?\\})`, "g");
/** Matches fields in Liquid: `orders.total._value` names a field; `a.b.c` and `forloop.first.x` do not. */
const IN_LIQUID = new RegExp(`(?<![\\w.])(${NAME})(?=\\._\\w|(?![\\w.]))`, "g");
const LIQUID = /\{\{[^]*?\}\}|\{%[^]*?%\}/g;
/** Matches names in the query of an address, where `[` may be `%5B`. */
const IN_ADDRESS = new RegExp(`(?<=^|[^\\w.%]|%[0-9A-Fa-f]{2})(${NAME})(?=$|[^\\w.])`, "g");

/**
 * Whether a text is the name of a field with its view. Fields that a query itself defines (table calculations) have
 * no view.
 */
export function isFieldName(text: string): boolean {
  return text.length < 512 && text.includes(".") && FIELD.test(text);
}

/** Returns the view of a field's name. */
export function viewOf(field: string): string {
  return field.slice(0, field.indexOf("."));
}

/** Renames a text that is the name of a field. Returns other texts unchanged. */
export function renamedName(text: string, rename: Rename): string {
  return isFieldName(text) ? rename(text) : text;
}

/** Renames the field of a sort: `orders.total desc 0`. */
export function renamedSort(text: string, rename: Rename): string {
  const end = text.search(/\s/), name = end < 0 ? text : text.slice(0, end);
  return isFieldName(name) ? rename(name) + text.slice(name.length) : text;
}

/** Renames the key of a chart's series: a field, or pivot values and a field, `Complete - orders.total`. */
export function renamedSeries(text: string, rename: Rename): string {
  if (!text.includes(".")) return text;
  if (!text.includes(" - ")) return renamedName(text, rename);
  return text.split(" - ").map((part) => renamedName(part, rename)).join(" - ");
}

/** Renames the fields in an expression of Looker: `${orders.total} / ${orders.count:total}`. */
export function renamedExpression(text: string, rename: Rename): string {
  return text.includes("${") ? replaced(text, EXPRESSION, rename) : text;
}

/**
 * Renames the fields in a text with expressions and Liquid: `{{ orders.total._value }}`, `{% if orders.total > 3 %}`.
 */
export function renamedTemplate(text: string, rename: Rename): string {
  const after = renamedExpression(text, rename);
  if (!after.includes("{{") && !after.includes("{%")) return after;
  return after.replace(LIQUID, (block) => replaced(block, IN_LIQUID, rename));
}

/** Renames the fields in a part of an address's query that names only fields: `orders.id,orders.total%20desc`. */
export function renamedInAddress(text: string, rename: Rename): string {
  return text.includes(".") ? replaced(text, IN_ADDRESS, rename) : text;
}

/** Replaces the name in each match of a pattern. The name is the first group, and ends the match. */
function replaced(text: string, pattern: RegExp, rename: Rename): string {
  return text.replace(pattern, (match: string, name: string) => {
    const to = rename(name);
    return to === name ? match : match.slice(0, match.length - name.length) + to;
  });
}
