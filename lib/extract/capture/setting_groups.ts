/**
 * Captures settings that Looker serves one group at a time, with one request per item. A group that this Looker does
 * not serve is noted.
 *
 * @module
 */
import { Body } from "../../codec/body.ts";
import { isJsonObject } from "../../codec/json_value.ts";
import type { ListOperation } from "../../looker/client.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import { REGISTRY } from "../../looker/content_types.ts";
import { ENTRIES_KEY, SETTING_KEY, type SettingGroup } from "../../looker/setting_groups.ts";
import { noteAbsent } from "../absent.ts";
import { callOptions, type Capture, type Parts, type RunContext, store } from "../context.ts";
import { pack, packSorted, wholeBytes } from "../parts.ts";
import { isRecordable, type TypeTracker } from "../tracker.ts";

/** Statuses with which Looker refuses parameters that it does not know. */
const UNKNOWN = [400, 422];

/** MessagePack of an object without properties: the body of a group that is a list. */
const EMPTY = new Uint8Array([0x80]);

/** Returns the capture of a type whose items are groups of settings. */
export function settingGroups(type: ContentType): Capture {
  return async (context, tracker) => {
    const { source } = REGISTRY[type];
    if (source.kind !== "groups") throw new Error(`${type} has no groups`);
    const groups = Object.entries(source.groups);
    tracker.list(groups.map(([id]) => id));
    const wanted = groups.filter(([id]) => !tracker.resume(id));
    tracker.announce();
    tracker.plan(wanted.length);
    await context.gate.each(type, wanted, async ([id, group]) => {
      try {
        await capture(context, tracker, { id, group });
      } catch (error) {
        if (!isRecordable(error)) throw error;
        try {
          noteAbsent(tracker, group.operation, error, group.params === undefined ? [] : UNKNOWN);
          tracker.forget(id);
        } catch {
          tracker.failed(id, group.operation, error);
        }
      }
    });
  };
}

async function capture(
  context: RunContext,
  tracker: TypeTracker,
  { id, group }: { id: string; group: SettingGroup },
): Promise<void> {
  const { operation, entries } = group, options = callOptions(context, tracker);
  const parts = new Map([[SETTING_KEY, pack(id)]]);
  const held = await within(context, group);
  if (held !== null) return store(context, tracker, id, held, parts);
  if (entries === undefined) {
    const item = await context.client.get(operation, (group.params ?? {}) as Record<string, never>, options);
    return store(context, tracker, id, Body.of(item), parts);
  }
  const { items } = await context.client.list(operation as ListOperation, {}, options);
  parts.set(ENTRIES_KEY, packSorted(wholeBytes(items), entries));
  store(context, tracker, id, Body.parse(EMPTY), parts satisfies Parts);
}

/** Returns a group that is part of the response of another operation; null if the response lacks it. */
async function within(context: RunContext, { within }: SettingGroup): Promise<Body | null> {
  if (within === undefined) return null;
  try {
    const settings = await context.shared.settings(context);
    const bytes = settings.raw(within.property);
    if (bytes === undefined || !isJsonObject(settings.get(within.property))) return null;
    return Body.parse(new Uint8Array(bytes));
  } catch (error) {
    // The group also has its own operation.
    if (!isRecordable(error)) throw error;
    return null;
  }
}
