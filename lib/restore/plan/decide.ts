/**
 * Decides the action for an item whose form in the destination and wanted form are known. Pure.
 *
 * @module
 */
import type { RestoreSource } from "../../handlers/restore_source.ts";
import { reason, type ReasonCode } from "../../handlers/reason.ts";
import { handlerOf } from "../../handlers/mod.ts";
import type { Destination } from "../../live/destination_state.ts";
import { utcTimestamp } from "../../looker/timestamps.ts";
import { itemOf, type ItemRef, keyWords } from "../../looker/item_ref.ts";
import { REGISTRY } from "../../looker/content_types.ts";
import { AS_IS } from "../../handlers/references.ts";
import { type Change, changedKeys, changesOf } from "../../live/form_changes.ts";
import type { JsonObject } from "../../codec/json_value.ts";
import type { Action, PlannedItem } from "./model.ts";
import type { Handler } from "../../handlers/handler.ts";
import type { WriteOptions } from "../../handlers/task.ts";

/** What the decision needs in addition to the item. */
export interface DecideInput {
  source: RestoreSource;
  destination: Destination;
  write: WriteOptions;
  skipIfModified: boolean;
  /** Whether a plan lists the properties of new items. The bodies of all new items may not fit into memory. */
  detailed: boolean;
  /** The keys of items that were to be created and are not. Items that need them cannot be created either. */
  fallen: ReadonlySet<string>;
  /** Whether an item in use may be moved to the trash: only if a restore took it out of the trash before. */
  mayTrash: boolean;
}

/** Returns an item with its action, from its wanted form and its live form. */
export function decide(
  input: DecideInput,
  { known, handler, wanted, live, missing, replaced }: {
    known: PlannedItem;
    handler: Handler;
    wanted: JsonObject;
    live: JsonObject | null;
    missing: readonly string[];
    /** The keys in `missing` of users whose content `--owner-map` gives to another user. */
    replaced: ReadonlySet<string>;
  },
): PlannedItem {
  const left = (action: "skip" | "unrestorable") => (code: ReasonCode, text: string): PlannedItem => ({
    ...known,
    action,
    reason: reason(code, text),
  });
  const skipped = left("skip"), unrestorable = left("unrestorable");
  const words = (keys: readonly string[]): string =>
    keys.map((key) => keyWords(key, (ref) => input.source.item(ref)?.name)).join(", ");
  const changes = live === null ? [] : changesOf(handler, handler.form(live, AS_IS), wanted);
  if (live !== null && changes.length === 0) return known;
  const lacking = blockers(missing, { handler, live, changes });
  if (lacking.length > 0 && lacking.every(isDeployed)) {
    const names = lacking.map((key) => key.slice(key.indexOf("/") + 1)).join(", ");
    return unrestorable(
      "lookml_missing",
      `it uses the LookML model ${names}, which does not exist in the target instance: deploy it`,
    );
  }
  if (lacking.length > 0 && lacking.every((key) => replaced.has(key))) {
    return skipped(
      "replaced",
      `it is personal to ${words(lacking)}: --owner-map transfers only items that a user owns`,
    );
  }
  if (lacking.length > 0) {
    const fallen = lacking.filter((key) => input.fallen.has(key));
    return fallen.length > 0
      ? skipped("needs_unrestored", `it needs ${words(fallen)}, which is not restored either`)
      : skipped("needs", `it needs ${words(lacking)}, which is missing in the target instance`);
  }
  if (
    live === null && handler.folder === "inside" && (wanted["folder_id"] ?? null) === null
  ) {
    return unrestorable(
      "no_folder",
      "it is in no folder in the backup, and Looker cannot create it without a folder",
    );
  }
  if (live !== null && handler.isLookersOwn?.(known.destinationId ?? "", input.destination) === true) {
    return unrestorable("built_in", "built-in: it cannot be changed");
  }
  if (live === null) {
    const changes = allNew(wanted), calls = handler.calls({ wanted, changes, live }) + 1;
    return { ...known, action: "create", changes: input.detailed ? changes : [], calls };
  }
  const action = actionOf(changes, input.mayTrash);
  if (action === "skip") {
    return skipped(
      "in_use",
      "it is in the trash in the backup, but not in Looker: a restore does not move it to the trash",
    );
  }
  const held = handler.heldBack?.(input.write) ?? null;
  if (held !== null) return skipped(held.code, held.text);
  if (input.skipIfModified && modifiedSince(input, { ref: known, live })) {
    return skipped("modified", "it was changed in Looker after the backup (--skip-if-modified)");
  }
  return { ...known, action, changes, calls: handler.calls({ wanted, changes, live }) + 1 };
}

/**
 * Returns the missing items that prevent the write. LookML that is missing prevents it only if the item is new or its
 * query changes.
 */
export function blockers(
  missing: readonly string[],
  { handler, live, changes }: { handler: Handler; live: JsonObject | null; changes: readonly Change[] },
): string[] {
  const { deployedPart } = handler;
  const isAsked = live === null || (deployedPart !== undefined && changedKeys(changes).has(deployedPart));
  return missing.filter((key) => isAsked || !isDeployed(key));
}

function isDeployed(key: string): boolean {
  return handlerOf(itemOf(key).type)?.isDeployed === true;
}

/** Returns the changes from nothing to a form. */
export function allNew(wanted: JsonObject): Change[] {
  return Object.entries(wanted).map(([path, to]) => ({ path, from: null, to }));
}

/** Returns the action for changes. An item in use is moved to the trash only if `mayTrash` allows it. */
function actionOf(changes: readonly Change[], mayTrash: boolean): Action {
  const trash = changes.find(({ path }) => path === "deleted");
  if (trash === undefined) return "update";
  if (trash.to !== true) return "undelete";
  return mayTrash ? "update" : "skip";
}

/**
 * Whether an item was changed in Looker after the backup, by Looker's timestamps. Without timestamps, any item that
 * differs from the backup counts as changed.
 */
function modifiedSince(
  { source }: DecideInput,
  { ref, live }: { ref: ItemRef; live: JsonObject },
): boolean {
  const key = REGISTRY[ref.type].updatedAt;
  const then = source.item(ref)?.updatedAt ?? null;
  const now = key === undefined ? null : utcTimestamp(live[key]);
  return then === null || now === null || now > then;
}
