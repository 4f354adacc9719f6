/**
 * The wanted form of an item: its form with every reference translated, without what a restore must not do
 * automatically,
 * without secrets that the backup had to omit, and without properties that no spec lists. Pure.
 *
 * @module
 */
import type { RestoreSource } from "../../handlers/restore_source.ts";
import { type Omission, reason } from "../../handlers/reason.ts";
import { type PartPick, pickedKeys, withPickedKeys } from "../../handlers/part_picks.ts";
import { AS_IS } from "../../handlers/references.ts";
import { unknownDifferences } from "../../live/unknown_properties.ts";
import type { ItemRefs } from "./item_references.ts";
import type { ItemRef } from "../../looker/item_ref.ts";
import type { Handler } from "../../handlers/handler.ts";
import type { WriteOptions } from "../../handlers/task.ts";
import type { Destination } from "../../live/destination_state.ts";
import { asObject, asObjects, asText, asTexts, type JsonObject } from "../../codec/json_value.ts";
import { secretKind } from "../../looker/secrets.ts";

/** Returns an item of the destination, completed with the parts of the backup that cannot have changed. */
export function liveBody(
  { source, destination }: { source: Pick<RestoreSource, "instance">; destination: Destination },
  { handler, body, ref }: { handler: Handler; body: JsonObject; ref: ItemRef },
): JsonObject | null {
  const live = destination.body(ref);
  return live === null || source.instance !== destination.instance
    ? live
    : handler.adopt?.(live, body) ?? live;
}

/** Returns the wanted form of an item. `ref` is the item in the backup. */
export function wantedForm(
  handler: Handler,
  { ref, body, live, refs, write }: {
    ref: ItemRef;
    body: JsonObject;
    live: JsonObject | null;
    refs: ItemRefs;
    write: WriteOptions;
  },
): JsonObject {
  const whole = handler.form(body, refs), picks = write.picksOf?.(ref);
  if (picks !== undefined) return pickedForm(handler, { whole, body, live, refs, write, picks });
  const form = whole;
  const omit = (omission: Omission): void => void refs.omitted.push(omission);
  for (
    const path of unknownDifferences(handler.type, {
      body,
      live,
      partId: (kind, id) => refs.part(kind, id),
    })
  ) {
    omit({ path, reason: UNKNOWN });
  }
  const settled =
    handler.applyPolicy?.(form, live === null ? null : handler.form(live, AS_IS), { ...write, omit }) ??
      form;
  return withoutSecrets(settled, { handler, body, isNew: live === null, omit });
}

/** Returns an item of the destination with some parts of the backup. References of the other parts are ignored. */
function pickedForm(
  handler: Handler,
  { whole, body, live, refs, write, picks }: {
    whole: JsonObject;
    body: JsonObject;
    live: JsonObject | null;
    refs: ItemRefs;
    write: WriteOptions;
    picks: readonly PartPick[];
  },
): JsonObject {
  const there = live === null ? {} : handler.form(live, AS_IS);
  const merged = (handler.withPicked ?? withPickedKeys)(there, whole, picks);
  refs.restrictTo(merged, pickedKeys(picks), handler);
  const omit = (omission: Omission): void => void refs.omitted.push(omission);
  const settled = handler.applyPolicy?.(merged, live === null ? null : there, { ...write, omit }) ?? merged;
  return withoutSecrets(settled, { handler, body, isNew: live === null, omit });
}

const UNKNOWN = reason(
  "unknown_property",
  "not restored: Looker returns it, but does not describe it as writable",
);

const LEFT_OUT = "it is a secret, which no backup holds: enter it in Looker";

/**
 * Removes from one part of a form the property at the end of a path; other parts stay. Null if the path leads into no
 * list
 * of parts.
 */
function partOf(
  form: JsonObject,
  { partForms, body, path, top }:
    & { body: JsonObject; path: string; top: string }
    & Pick<Handler, "partForms">,
): { form: JsonObject; isWritten: boolean } | null {
  const [, index, name] = path.match(/^\w+\[(\d+)\]\.(\w+)/) ?? [];
  const parts = asObjects(form[top]);
  if (index === undefined || name === undefined || partForms?.lists[top] === undefined) return null;
  const id = asText(asObjects(body[top])[Number(index)]?.["id"]), keys = partForms.madeOf[name] ?? [name];
  const changed = parts.map((part) => asText(part["from"]) === id ? without(part, keys) : part);
  const isWritten = parts.some((part) => asText(part["from"]) === id && keys.some((key) => key in part));
  return { form: { ...form, [top]: changed }, isWritten };
}

function without(part: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(part).filter(([key]) => !keys.includes(key)));
}

/**
 * Removes from a form the properties whose secrets the backup's body lacks. An existing item keeps its own values. For
 * a new
 * item, the known part of a property is written, and the missing part is reported as omitted.
 */
export function withoutSecrets(
  form: JsonObject,
  { handler: { partForms, ownRequests = [] }, body, isNew, omit }: {
    handler: Pick<Handler, "partForms" | "ownRequests">;
    body: JsonObject;
    isNew: boolean;
    omit: (omission: Omission) => void;
  },
): JsonObject {
  const paths = asTexts(asObject(body["_vault"])["redacted"]);
  if (paths.length === 0) return form;
  let known = { ...form };
  for (const path of paths) {
    const top = path.split(/[.[]/, 1)[0] ?? path;
    // Looker repeats a link inside a value from another item. No form contains it.
    const leaf = path.split(/[.[\]]+/).findLast((name) => name !== "") ?? path;
    if (path !== top && secretKind(leaf) === "link") continue;
    const part = partOf(known, { ...partForms !== undefined && { partForms }, body, path, top });
    if (part !== null) {
      known = part.form;
      if (isNew && part.isWritten) omit({ path, reason: reason("secret", LEFT_OUT) });
      continue;
    }
    if (isNew && secretKind(top) === "link") {
      if (top === "public_url") {
        omit({ path, reason: reason("secret", "its public link will change") });
      }
    } else if (Object.hasOwn(form, top) && !ownRequests.includes(top)) {
      if (!isNew || path === top) delete known[top];
      if (isNew) {
        omit({
          path,
          reason: reason("secret", LEFT_OUT),
        });
      }
    }
  }
  return known;
}
