/**
 * What several types share: natural keys, titles that may be missing, and the mark "certified". Natural keys are texts that
 * are equal where Looker takes two items for the same. They are compared exactly: Looker's searches are not exact.
 *
 * @module
 */
import { reason } from "./reason.ts";
import type { UniqueName } from "./handler.ts";
import type { Task, WriteOptions } from "./task.ts";
import type { Props } from "../live/reader.ts";
import { asObject, asText, isJsonObject, type JsonObject, type JsonValue } from "../codec/json_value.ts";
import { diffForms } from "../live/form_changes.ts";

/** A key of some parts; none when a part is missing. */
export function key(name: string, ...parts: readonly (JsonValue | undefined)[]): string[] {
  const texts = parts.map((part) => asText(part));
  return texts.includes(null) ? [] : [`${name}:${JSON.stringify(texts)}`];
}

/** The key of what is known by its name. */
export function nameKey(item: Props): string[] {
  return key("name", item.get("name"));
}

/** The wanted form; content without a title keeps the one that it has in Looker. */
export function keepTitle<F extends JsonObject>(
  wanted: F,
  live: F | null,
  { omit }: Pick<WriteOptions, "omit">,
): F {
  if (live === null || wanted["title"] === undefined || asText(wanted["title"]) !== null) return wanted;
  const kept: F = { ...wanted }, bare: JsonObject = kept, now = asText(live["title"]);
  delete bare["title"];
  if (now !== null && !now.startsWith(STAND_IN)) {
    const text = `it has no title in the backup, and Looker requires one: it stays "${now}"`;
    omit?.({ path: "title", reason: reason("fixed", text) });
  }
  return kept;
}

/** The wanted form of what is created again, with a title where it has none. */
export function withTitle<F extends JsonObject>(
  { wanted, ref, writer }: Pick<Task<F>, "wanted" | "ref" | "writer">,
): F {
  if (asText(wanted["title"]) !== null) return wanted;
  const title = `${STAND_IN} ${ref.type.slice(0, -1)} ${ref.id}`;
  writer.warn(`it has no title in the backup, and Looker requires one: created as "${title}"`);
  return { ...wanted, title };
}

const STAND_IN = "Untitled";

/** The name of content, which no two of a type have in one folder. */
export const TITLE_IN_FOLDER: UniqueName = {
  name: "title",
  within: "folder_id",
  inTrash: false,
  what: "its title in the folder",
};

/** The key of a form under which the mark is. */
export const CERTIFICATION = "certification";

/** `{certification_status, notes}` of a body; null when it has no mark, or that is not known. */
export function certificationForm(body: JsonObject): JsonObject | null {
  const mark = body["certification_metadata"];
  if (!isJsonObject(mark) || asText(mark["certification_status"]) === null) return null;
  return { certification_status: mark["certification_status"] ?? null, notes: mark["notes"] ?? null };
}

/** Sets the wanted mark on an item, unless its live form has the mark already. */
export async function certify(
  { wanted, writer }: Task,
  { operation, id, live }: {
    operation: "update_dashboard_certification" | "update_look_certification";
    id: string;
    live: JsonObject;
  },
): Promise<void> {
  const mark = wanted[CERTIFICATION];
  if (!isJsonObject(mark) || diffForms(asObject(live[CERTIFICATION]), mark).length === 0) return;
  const parameter = operation === "update_look_certification" ? "look_id" : "dashboard_id";
  await writer.attempt(CERTIFICATION, () => writer.send(operation, { [parameter]: id }, mark));
}
