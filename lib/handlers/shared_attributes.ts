/**
 * What several types share: natural keys, titles that may be missing, and certification. Natural keys are texts that
 * are equal if Looker treats two items as the same. They are compared exactly: Looker's searches are not exact.
 *
 * @module
 */
import { quoted } from "../base/quoted.ts";
import { reason } from "./reason.ts";
import type { UniqueName } from "./handler.ts";
import type { Task, WriteOptions } from "./task.ts";
import type { Props } from "../live/reader.ts";
import { asObject, asText, isJsonObject, type JsonObject, type JsonValue } from "../codec/json_value.ts";
import { diffForms } from "../live/form_changes.ts";

/** Returns a key of some parts; none if a part is missing. */
export function key(name: string, ...parts: readonly (JsonValue | undefined)[]): string[] {
  const texts = parts.map((part) => asText(part));
  return texts.includes(null) ? [] : [`${name}:${JSON.stringify(texts)}`];
}

/** Returns the key of an item that is identified by its name. */
export function nameKey(item: Props): string[] {
  return key("name", item.get("name"));
}

/** Returns the wanted form. Content without a title keeps its title in Looker. */
export function keepTitle<F extends JsonObject>(
  wanted: F,
  live: F | null,
  { omit }: Pick<WriteOptions, "omit">,
): F {
  if (live === null || wanted["title"] === undefined || asText(wanted["title"]) !== null) return wanted;
  const kept: F = { ...wanted }, bare: JsonObject = kept, now = asText(live["title"]);
  delete bare["title"];
  if (now !== null && !now.startsWith(STAND_IN)) {
    const text = `it has no title in the backup, and Looker requires one: its title stays ${quoted(now)}`;
    omit?.({ path: "title", reason: reason("fixed", text) });
  }
  return kept;
}

/** Returns the wanted form of an item that is created again. Adds a title if it has none. */
export function withTitle<F extends JsonObject>(
  { wanted, ref, writer }: Pick<Task<F>, "wanted" | "ref" | "writer">,
): F {
  if (asText(wanted["title"]) !== null) return wanted;
  const title = `${STAND_IN} ${ref.type.slice(0, -1)} ${ref.id}`;
  writer.warn(`it has no title in the backup, and Looker requires one: created as ${quoted(title)}`);
  return { ...wanted, title };
}

const STAND_IN = "Untitled";

/** The title of content, which is unique for its type in a folder. */
export const TITLE_IN_FOLDER: UniqueName = {
  name: "title",
  within: "folder_id",
  inTrash: false,
  what: "the same title in the folder",
};

/** The key of a form for the certification. */
export const CERTIFICATION = "certification";

/** Returns `{certification_status, notes}` of a body; null if it has no certification or it is unknown. */
export function certificationForm(body: JsonObject): JsonObject | null {
  const mark = body["certification_metadata"];
  if (!isJsonObject(mark) || asText(mark["certification_status"]) === null) return null;
  return { certification_status: mark["certification_status"] ?? null, notes: mark["notes"] ?? null };
}

/** Sets the wanted certification of an item, unless its live form has it already. */
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
