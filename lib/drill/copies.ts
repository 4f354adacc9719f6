/**
 * The drill: creates copies of some dashboards and looks in a folder of its own, compares them with the backup, and
 * moves them to the trash.
 *
 * @module
 */
import type { RestoreSource } from "../handlers/restore_source.ts";
import type { Omission } from "../handlers/reason.ts";
import type { ItemRef, RefKind } from "../looker/item_ref.ts";
import type { Reader } from "../live/reader.ts";
import { forEachPooled } from "../base/pool.ts";
import { asObject, asText, type JsonObject } from "../codec/json_value.ts";
import { DamagedBodyError } from "../codec/errors.ts";
import { FOLDER } from "../looker/content_types.ts";
import { isRecordable } from "../extract/tracker.ts";
import { HttpError } from "../http/errors.ts";
import { changesOf } from "../live/form_changes.ts";
import { gatherListings, referencesOf } from "../restore/plan/read_destination.ts";
import { ItemWriter, type WriterShared } from "../restore/apply/item_writer.ts";
import type { Handler } from "../handlers/handler.ts";
import { handlerOf, HANDLERS } from "../handlers/mod.ts";
import type { Destination } from "../live/destination_state.ts";
import { AS_IS } from "../handlers/references.ts";
import type { RestoreError } from "../restore/restore_summary.ts";
import { ItemRefs } from "../restore/plan/item_references.ts";
import { Translator } from "../restore/plan/translator.ts";

/** The scratch folder's name; it is in the shared folder and is used again. */
export const SCRATCH = "lookervault drill";

/** What a drill takes. */
export interface DrillDeps {
  source: RestoreSource;
  destination: Destination;
  reader: Reader;
  shared: Omit<WriterShared, "translator">;
  workers: number;
  /** A number in [0, 1). */
  random: () => number;
  done: (ref: ItemRef, copied: Copied) => void;
  failed: (error: RestoreError) => void;
}

/** How a copy compares with the backup. */
export interface Copied {
  /** Where it differs. */
  different: readonly string[];
  /** What had to be omitted from it. */
  omitted: readonly Omission[];
}

/** Dashboards and looks of the backup that are in use, `count` of them at random. */
export function sample(source: RestoreSource, count: number, random: () => number): ItemRef[] {
  const all = HANDLERS.filter(({ folder }) => folder === "inside").toReversed().flatMap(({ type }) =>
    source.items(type).filter((item) => item.deletedAt === null && !item.trashed).map(({ id }) => ({
      type,
      id,
    }))
  );
  for (let i = all.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1)), one = all[i], other = all[j];
    if (one !== undefined && other !== undefined) [all[i], all[j]] = [other, one];
  }
  return all.slice(0, count);
}

/** Copies, compares, and puts the copies into the trash. */
export async function drill(deps: DrillDeps, chosen: readonly ItemRef[]): Promise<void> {
  const { source, destination, reader, workers } = deps;
  const kinds = new Set<RefKind>([FOLDER]);
  for (const ref of chosen) {
    for (const { kind } of referencesOf(source, ref, source.body(ref) ?? {})) kinds.add(kind);
  }
  await gatherListings({ destination, reader, workers }, kinds);
  const folder = await scratchFolder(deps, translatorOf(deps));
  await forEachPooled(chosen, workers, async (ref) => {
    try {
      deps.done(ref, await copy(deps, ref, folder));
    } catch (error) {
      if (!isRecordable(error) && !(error instanceof DamagedBodyError)) throw error;
      const { operation, status } = error instanceof HttpError ? error : { operation: "drill", status: null };
      deps.failed({ ...ref, operation, status, message: error.message });
    }
  });
}

/** The scratch folder's id; it is created when there is none. */
async function scratchFolder({ destination, shared }: DrillDeps, translator: Translator): Promise<string> {
  const all = [...destination.all(FOLDER)];
  const root = all.find(([, folder]) => folder.get("is_shared_root") === true)?.[0] ?? "1";
  const known = all.find(([, folder]) =>
    asText(folder.get("parent_id")) === root && folder.get("name") === SCRATCH
  );
  if (known !== undefined) return known[0];
  const ref: ItemRef = { type: FOLDER, id: SCRATCH };
  const writer = new ItemWriter({ ...shared, translator }, { ref, refs: AS_IS, known: {} });
  const created = await writer.create({
    operation: "create_folder",
    body: { name: SCRATCH, parent_id: root },
    step: FOLDER,
    find: async () => {
      const rows = await writer.list("folder_children", { folder_id: root, fields: "id,name" });
      return rows.find((row) => row["name"] === SCRATCH) ?? null;
    },
  });
  return asText(created["id"]) ?? "";
}

/** Translates references of copies. One for each: a copy stands for nothing that another refers to. */
function translatorOf({ source, destination }: DrillDeps): Translator {
  return new Translator({ source, destination, mapped: new Map(), willCreate: () => false });
}

/** Makes one copy; where it differs from the backup. Whatever was created goes into the trash whatever comes of it. */
async function copy(deps: DrillDeps, ref: ItemRef, folder: string): Promise<Copied> {
  const { source, destination, shared } = deps;
  const handler = handlerOf(ref.type), body = source.body(ref);
  if (handler === undefined || body === null) {
    throw new DamagedBodyError("Cannot read the item from the backup");
  }
  const translator = translatorOf(deps);
  const original = translator.find(ref.type, ref.id);
  const refs = new ItemRefs(translator, { source, destination, owners: { map: {}, fallback: null } });
  const copied = handler.form(handler.disguised?.(body) ?? body, refs);
  const omit = (omission: Omission): void => void refs.omitted.push(omission);
  const form = handler.applyPolicy?.(copied, null, { ...shared.options, omit }) ?? copied;
  const wanted: JsonObject = {
    ...form,
    folder_id: folder,
    title: `${asText(form["title"])} (${ref.type} ${ref.id})`,
  };
  delete wanted["slug"];
  delete wanted["user_id"];
  const known = asObject(body["_vault"]);
  const writer = new ItemWriter({ ...shared, translator }, { ref, refs, known, isLast: true });
  const task = { ref, source: body, wanted, live: null, destinationId: null, changes: [], writer };
  try {
    const { id, ...created } = await handler.create(task);
    // A copy that Looker takes in part only shows nothing of the backup.
    const [refusal] = writer.refusals;
    if (refusal !== undefined) throw refusal.error;
    const live = await handler.read(writer, id);
    return {
      different: live === null ? ["the copy cannot be read"] : differences(handler, live, wanted),
      omitted: [...refs.omitted, ...created.omitted],
    };
  } finally {
    const copy = translator.find(ref.type, ref.id);
    // Also when the drill is interrupted: nobody looks for copies later.
    const last = new ItemWriter({ ...shared, call: { signal: new AbortController().signal }, translator }, {
      ref,
      refs,
      known,
    });
    if (copy !== original && copy.state === "there") await handler.remove?.(last, copy.id);
  }
}

function differences(handler: Handler, live: JsonObject, wanted: JsonObject): string[] {
  return changesOf(handler, handler.form(live, AS_IS), wanted).map(({ path }) => path);
}
