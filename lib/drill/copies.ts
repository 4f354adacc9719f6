/**
 * The drill: creates copies of some dashboards and looks in a separate folder, compares them with the backup, and
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

/** The only entry of `different` if Looker does not return the copy. */
export const UNREADABLE = "The copy cannot be read back";

/** The name of the scratch folder. The folder is in the shared folder, and later drills reuse it. */
export const SCRATCH = "lookervault drill";

/** The dependencies of a drill. */
export interface DrillDeps {
  source: RestoreSource;
  destination: Destination;
  reader: Reader;
  shared: Omit<WriterShared, "translator">;
  workers: number;
  /** Returns a number in [0, 1). */
  random: () => number;
  done: (ref: ItemRef, copied: Copied) => void;
  failed: (error: RestoreError) => void;
}

/** The result of the comparison of a copy with the backup. */
export interface Copied {
  /** The paths of the properties that differ. */
  different: readonly string[];
  /** The parts that the copy had to omit. */
  omitted: readonly Omission[];
}

/** Returns `count` random dashboards and looks of the backup that are neither deleted nor in the trash. */
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

/** Copies the chosen items, compares the copies with the backup, and moves them to the trash. */
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

/** Reads the folders, and returns the id of the scratch folder. Null if it does not exist. Writes nothing. */
export async function existingScratch(
  { destination, reader, workers }: Pick<DrillDeps, "destination" | "reader" | "workers">,
): Promise<string | null> {
  await gatherListings({ destination, reader, workers }, new Set<RefKind>([FOLDER]));
  return scratchIn(destination).id;
}

/** Returns the id of the folder that contains the scratch folder, and the id of the scratch folder; null if none. */
function scratchIn(destination: Destination): { root: string; id: string | null } {
  const all = [...destination.all(FOLDER)];
  const root = all.find(([, folder]) => folder.get("is_shared_root") === true)?.[0] ?? "1";
  const known = all.find(([, folder]) =>
    asText(folder.get("parent_id")) === root && folder.get("name") === SCRATCH
  );
  return { root, id: known?.[0] ?? null };
}

/** Returns the id of the scratch folder, which is created if it does not exist. */
async function scratchFolder({ destination, shared }: DrillDeps, translator: Translator): Promise<string> {
  const { root, id } = scratchIn(destination);
  if (id !== null) return id;
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

/**
 * Returns a translator for the references of one copy. Copies do not share a translator, because no other item refers
 * to a copy.
 */
function translatorOf({ source, destination }: DrillDeps): Translator {
  return new Translator({ source, destination, mapped: new Map(), willCreate: () => false });
}

/** Creates one copy and compares it with the backup. Moves the copy to the trash in every case. */
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
    // If Looker accepts only a part of the copy, the comparison proves nothing about the backup.
    const [refusal] = writer.refusals;
    if (refusal !== undefined) throw refusal.error;
    const live = await handler.read(writer, id);
    return {
      different: live === null ? [UNREADABLE] : differences(handler, live, wanted),
      omitted: [...refs.omitted, ...created.omitted],
    };
  } finally {
    const copy = translator.find(ref.type, ref.id);
    // Copies are also removed if the drill is interrupted, because no later run looks for them.
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
