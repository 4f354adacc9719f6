/**
 * What of the things that a restore made may go again: only what is as it was made. Everything else stays, and is named.
 *
 * @module
 */
import type { CreatedItem } from "../plan/model.ts";
import { asText, asTexts, isJsonObject, type JsonObject, type JsonValue } from "../../codec/json_value.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import { REGISTRY } from "../../looker/content_types.ts";
import { pathInWords } from "../plan/change_words.ts";
import { changesOf } from "../../live/form_changes.ts";
import { type GatherDeps, gatherItems } from "../plan/read_destination.ts";
import type { Handler } from "../handlers/handler.ts";
import { EMAIL } from "../handlers/users/user_form.ts";
import { handlerOf } from "../handlers/mod.ts";
import { differingKeys, pinOf } from "../plan/form_pin.ts";
import { type Reason, reason } from "../plan/reason.ts";
import { AS_IS, isPlaceholder, type Refs } from "../plan/references.ts";
import { type CreatedRecord, removalOf, temporaryName } from "./undo.ts";

/** What the made things came from: the backup that the restore had, and how its ids are translated. */
export interface Origin {
  body(item: CreatedRecord): JsonObject | null;
  refs(): Refs;
}

/** Properties that are told of an item. */
const TOLD = 10;

/** Reads what a restore made, and says how each goes again. What is gone, or taken back already, is not among it. */
export async function judgeCreated(
  records: readonly CreatedRecord[],
  { origin, ...deps }: GatherDeps & { origin: Origin },
): Promise<CreatedItem[]> {
  await gatherItems(deps, records);
  const { destination } = deps;
  return records.flatMap((record): CreatedItem[] => {
    const { type, id } = record, handler = handlerOf(type), removal = removalOf(type);
    const doubt = destination.doubt(type, id), live = destination.body({ type, id });
    const named = (name: string | null, why: Reason | null): CreatedItem[] => [
      { type, id, name, removal: why === null ? removal : "stay", reason: why },
    ];
    if (doubt !== null) {
      return named(null, reason("unread", `it could not be read in Looker, so it stays for now: ${doubt}`));
    }
    if (handler === undefined || live === null || isTakenBack(type, live)) return [];
    const name = nameOf(type, live);
    return named(name, removal === "stay" ? null : whyItStays(handler, live, { record, origin }));
  });
}

function whyItStays(
  handler: Handler,
  live: JsonObject,
  { record, origin }: { record: CreatedRecord; origin: Origin },
): Reason | null {
  const form = beforeUndo(handler.form(live, AS_IS), record);
  const changed = record.note === null
    ? beyondBackup(handler, form, { record, origin })
    : differingKeys(record.note, pinOf(record.type, form));
  if (changed === null) {
    return reason(
      "changed_meanwhile",
      "no note in the vault says how the restore made it, so nobody knows whose it is: it stays",
    );
  }
  if (changed.length === 0) return null;
  const told = changed.slice(0, TOLD).map(pathInWords).join(", ");
  return reason("changed_meanwhile", `it is not as the restore made it (${told}), so it stays`);
}

/**
 * What an item has that its backup lacks: nothing where it is what came of a restore that was stopped. Null where there is
 * no such backup.
 */
function beyondBackup(
  handler: Handler,
  form: JsonObject,
  { record, origin }: { record: CreatedRecord; origin: Origin },
): string[] | null {
  const body = origin.body(record);
  if (body === null) return null;
  const wanted = handler.form(body, origin.refs());
  return changesOf(handler, form, wanted)
    .filter(({ from, to }) => !saysNothing(from) && !isPart(from, to)).map(({ path }) => path);
}

function saysNothing(value: JsonValue): boolean {
  if (value === null || value === "" || value === false) return true;
  return Array.isArray(value) ? value.length === 0 : isJsonObject(value) && Object.keys(value).length === 0;
}

/** Whether a value is some of the wanted one, or hangs on something that came to nothing. */
function isPart(from: JsonValue, to: JsonValue): boolean {
  if (isPlaceholder(to)) return true;
  if (!Array.isArray(from) || !Array.isArray(to)) return false;
  const wanted = new Set(asTexts(to));
  return from.every((one) => asText(one) !== null && wanted.has(asText(one) ?? ""));
}

/** A form as it was before an undo, which was stopped, took its names away. */
function beforeUndo(form: JsonObject, { id, note }: CreatedRecord): JsonObject {
  const email = isJsonObject(form[EMAIL]) ? asText(form[EMAIL]["email"]) : null;
  const { [EMAIL]: _away, ...rest } = form;
  const kept = email !== null && email === temporaryName("users", id, email) ? rest : form;
  const slug = asText(kept["slug"]);
  if (slug === null || note === null) return kept;
  const mark = temporaryName("dashboards", id, "");
  return slug.endsWith(mark) ? { ...kept, slug: slug.slice(0, -mark.length) } : kept;
}

/** Whether an earlier part of the undo has taken an item away already. */
function isTakenBack(type: ContentType, live: JsonObject): boolean {
  const removal = removalOf(type);
  return (removal === "trash" && live["deleted"] === true) ||
    (removal === "disable" && live["is_disabled"] === true);
}

function nameOf(type: ContentType, live: JsonObject): string | null {
  for (const key of REGISTRY[type].name) {
    const name = asText(live[key]);
    if (name !== null) return name;
  }
  return null;
}
