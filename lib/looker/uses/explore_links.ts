/**
 * Addresses of explores in texts, such as `/explore/thelook/orders?fields=orders.id&f[orders.status]=x`, and the
 * models, explores and fields that they name. Pure.
 *
 * @module
 */
import { isJsonText, jsonStrings } from "../links/json_text.ts";
import { findLinks } from "../links/scan.ts";
import { type Rename, renamedInAddress } from "./field_names.ts";
import type { ExploreName } from "./visitor.ts";

/** Returns the new name for each name in an address. */
export interface LinkNames {
  isOwn: (host: string) => boolean;
  explore: (name: ExploreName) => ExploreName;
  /** Returns the new name of a field. `scope` is the explore that the address points to. */
  field: (name: string, scope: ExploreName) => string;
}

const EXPLORE = /^\/([\w%-]+)(\?(?:\{\{[^}]*\}\}|[^\s"'<>\\])*)?/;
/** Parameters whose values contain names of fields, and parameters whose own name contains one. */
const NAMES =
  /^(fields|pivots|sorts|fill_fields|subtotals|hidden_fields|dynamic_fields|vis|vis_config|filter_config|filter_expression)$/;
const FILTER = /^f(?:\[|%5[Bb])/;

/** Returns a text with the names in its links to explores replaced. In a JSON text, all other bytes stay unchanged. */
export function renamedLinks(text: string, names: LinkNames): string {
  if (!text.includes("explore")) return text;
  if (isJsonText(text)) {
    let result = "", done = 0;
    for (const read of jsonStrings(text)) {
      const after = renamedIn(read.value, names);
      if (after === read.value) continue;
      const start = read.at(0), end = read.at(read.value.length);
      result += text.slice(done, start) + read.written(after, text.slice(start, end));
      done = end;
    }
    return result + text.slice(done);
  }
  return renamedIn(text, names);
}

function renamedIn(text: string, names: LinkNames): string {
  let result = "", done = 0;
  for (const { type, id: model, start, end } of findLinks(text, names.isOwn)) {
    if (type !== "lookml_models" || start < done) continue;
    const [whole = "", explore = "", query = ""] = EXPLORE.exec(text.slice(end, end + 20_000)) ?? [];
    if (whole === "") continue;
    const from: ExploreName = { model: decoded(model), explore: decoded(explore) };
    const to = names.explore(from);
    const field: Rename = (name) => names.field(name, from);
    const path = to.model === from.model && to.explore === from.explore
      ? `${model}/${explore}`
      : `${encodeURIComponent(to.model)}/${encodeURIComponent(to.explore)}`;
    result += text.slice(done, start) + path + renamedQuery(query, field);
    done = end + whole.length;
  }
  return done === 0 ? text : result + text.slice(done);
}

function renamedQuery(query: string, field: Rename): string {
  if (query === "") return query;
  return "?" + query.slice(1).split("&").map((part) => {
    const at = part.indexOf("="), key = at < 0 ? part : part.slice(0, at), value = part.slice(key.length);
    if (NAMES.test(key)) return key + renamedInAddress(value, field);
    return FILTER.test(key) ? renamedInAddress(key, field) + value : part;
  }).join("&");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Replaces the field names in the filters that a schedule passes on, `?Region=EU&orders.status=complete` or
 * `f[orders.status]=complete`. The field names are the keys.
 */
export function renamedFilters(text: string, field: Rename): string {
  const mark = text.startsWith("?") ? "?" : "";
  return mark + text.slice(mark.length).split("&").map((part) => {
    const at = part.indexOf("="), key = at < 0 ? part : part.slice(0, at);
    const isName = FILTER.test(key) || /^[\w.]+$/.test(key);
    return isName ? renamedInAddress(key, field) + part.slice(key.length) : part;
  }).join("&");
}
