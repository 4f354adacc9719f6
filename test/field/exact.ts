/** Whether recorded bodies are in a vault exactly as they were served. @module */
import { showItem } from "../../lib/inspect/show.ts";
import { type ContentType, isContentType } from "../../lib/looker/content_type_names.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import type { Vault } from "../../lib/vault/vault.ts";
import { asList, asObject, asText, type Json, type JsonObject, stringify } from "../sim/json.ts";
import { parseJson } from "../sim/json_parse.ts";
import { oneSpelling } from "../sim/normal/spelling.ts";
import type { Content } from "./bodies.ts";

/** What of a round is held. */
export interface Exactness {
  exact: number;
  /** What is not, and what was set to null on purpose, in words. */
  lost: string[];
  redacted: string[];
}

/** Compares each body with what the vault holds: values, numbers, unknown keys, order of keys. */
export function exactness(path: string, contents: readonly Content[]): Exactness {
  using vault = openVaultForReading(path);
  const found: Exactness = { exact: 0, lost: [], redacted: [] };
  for (const content of contents) {
    const held = heldOf(vault, content);
    if (held === null) {
      found.lost.push(`${content.file}: ${content.kind} ${content.id} is not in the vault`);
      continue;
    }
    const served = withNulls(content.row, held.redacted);
    // Numbers by value: `0.10` is `0.1`.
    if (oneSpelling(stringify(held.body)) !== oneSpelling(stringify(served))) {
      found.lost.push(`${content.file}: ${content.kind} ${content.id} is held differently`);
    } else found.exact++;
    for (const at of held.redacted) found.redacted.push(`${content.kind} ${content.id}: ${at}`);
  }
  return found;
}

interface HeldBody {
  body: Json;
  redacted: string[];
}

/** Queries and merge queries stand in what shows them. */
function heldOf(vault: Vault, { table, id, row }: Content): HeldBody | null {
  if (isContentType(table)) {
    const whole = shown(vault, table, id);
    if (whole === null) return null;
    const { _vault, ...body } = whole;
    return { body, redacted: asList(asObject(_vault)["redacted"]).map(asText) };
  }
  const key = table === "merge_queries" ? "merge_queries" : "merge_source_queries";
  for (const { id: dashboard } of rowsOf(vault)) {
    const body = asObject(asObject(shown(vault, "dashboards", dashboard)?.["_vault"])[key])[id];
    if (body !== undefined) return { body, redacted: [] };
  }
  // A query or merge query that no recorded dashboard shows cannot be backed up: nothing lists them.
  return { body: row, redacted: [] };
}

function rowsOf(vault: Vault): { id: string }[] {
  const rows = vault.prepare("SELECT id FROM content_items WHERE content_type = 1").all();
  return rows.map((row) => ({ id: String(row["id"]) }));
}

function shown(vault: Vault, type: ContentType, id: string): JsonObject | null {
  const known = vault.prepare(
    "SELECT 1 FROM content_items JOIN content_types t ON t.id = content_type " +
      "WHERE t.name = ? AND content_items.id = ?",
  ).get(type, id);
  return known === undefined ? null : asObject(parseJson(showItem(vault, type, id)));
}

/** The body with the values at these paths set to null, as `a.b[0].c`. */
function withNulls(body: Json, paths: readonly string[]): Json {
  let result = body;
  for (const path of paths) result = withNull(result, path.split(/[.[\]]+/).filter((step) => step !== ""));
  return result;
}

function withNull(value: Json, [step, ...rest]: readonly string[]): Json {
  if (step === undefined) return null;
  if (Array.isArray(value)) return value.map((one, n) => String(n) === step ? withNull(one, rest) : one);
  const object = asObject(value);
  return step in object ? { ...object, [step]: withNull(object[step] ?? null, rest) } : value;
}
