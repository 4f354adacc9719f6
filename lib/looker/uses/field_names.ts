/**
 * Names of fields as they are in texts: `view.field`, and what is put around them. Pure.
 *
 * @module
 */

/** What takes the place of a field's name; the name itself where it stays. */
export type Rename = (name: string) => string;

const NAME = "[A-Za-z_]\\w*\\.[A-Za-z_]\\w*";
const FIELD = new RegExp(`^${NAME}$`);
const EXPRESSION = new RegExp(`\\$\\{\\s*(${NAME})(?=\\s*(?::\\w+\\s*)?\\})`, "g");
/** `orders.total._value` names the field; `a.b.c` and `forloop.first.x` do not. */
const IN_LIQUID = new RegExp(`(?<![\\w.])(${NAME})(?=\\._\\w|(?![\\w.]))`, "g");
const LIQUID = /\{\{[^]*?\}\}|\{%[^]*?%\}/g;
/** Names in the query of an address, where `[` may be `%5B`. */
const IN_ADDRESS = new RegExp(`(?<=^|[^\\w.%]|%[0-9A-Fa-f]{2})(${NAME})(?=$|[^\\w.])`, "g");

/** Whether a text is the name of a field with its view: fields of a query's own (table calculations) have none. */
export function isFieldName(text: string): boolean {
  return text.length < 512 && text.includes(".") && FIELD.test(text);
}

/** The view of a field's name. */
export function viewOf(field: string): string {
  return field.slice(0, field.indexOf("."));
}

/** A text that is a field's name or nothing. */
export function renamedName(text: string, rename: Rename): string {
  return isFieldName(text) ? rename(text) : text;
}

/** A sort: `orders.total desc 0`. */
export function renamedSort(text: string, rename: Rename): string {
  const end = text.search(/\s/), name = end < 0 ? text : text.slice(0, end);
  return isFieldName(name) ? rename(name) + text.slice(name.length) : text;
}

/** The key of a chart's series: a field, or values of pivots with a field behind them, `Complete - orders.total`. */
export function renamedSeries(text: string, rename: Rename): string {
  if (!text.includes(".")) return text;
  if (!text.includes(" - ")) return renamedName(text, rename);
  return text.split(" - ").map((part) => renamedName(part, rename)).join(" - ");
}

/** An expression of Looker's: `${orders.total} / ${orders.count:total}`. */
export function renamedExpression(text: string, rename: Rename): string {
  return text.includes("${") ? replaced(text, EXPRESSION, rename) : text;
}

/** A text with expressions and Liquid in it: `{{ orders.total._value }}`, `{% if orders.total > 3 %}`. */
export function renamedTemplate(text: string, rename: Rename): string {
  const after = renamedExpression(text, rename);
  if (!after.includes("{{") && !after.includes("{%")) return after;
  return after.replace(LIQUID, (block) => replaced(block, IN_LIQUID, rename));
}

/** A piece of an address's query in which only fields are named: `orders.id,orders.total%20desc`. */
export function renamedInAddress(text: string, rename: Rename): string {
  return text.includes(".") ? replaced(text, IN_ADDRESS, rename) : text;
}

/** Each match of a pattern, whose first group is the name, with the name changed. */
function replaced(text: string, pattern: RegExp, rename: Rename): string {
  return text.replace(pattern, (match: string, name: string) => {
    const to = rename(name);
    return to === name ? match : match.slice(0, match.length - name.length) + to;
  });
}
