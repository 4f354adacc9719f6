/**
 * Groups of settings. Every Looker has each group. A group is changed in place, and never created or removed.
 *
 * @module
 */
import { reason } from "../reason.ts";
import type { Task, WriteOptions } from "../task.ts";
import type { Handler, LightListing } from "../handler.ts";
import { updated } from "../object_handler.ts";
import { key } from "../shared_attributes.ts";
import { asObject, asObjects, isJsonObject, type JsonObject, sameJson } from "../../codec/json_value.ts";
import { changedKeys, pick } from "../../live/form_changes.ts";
import { NotSentError } from "../../http/errors.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import type { RightsCase, RightsFact } from "../../looker/rights/facts.ts";
import {
  ADMIN_SETTINGS,
  ENTRIES_KEY,
  entryKey,
  SETTING_KEY,
  type SettingGroups,
  SIGN_IN_SETTINGS,
} from "../../looker/setting_groups.ts";
import {
  ADMIN_WRITES,
  ONLY_SHOWN,
  settingForm,
  settingOf,
  type SettingWrite,
  SIGN_IN_WRITES,
} from "./setting_forms.ts";

interface SettingType {
  type: ContentType;
  groups: SettingGroups;
  writes: Readonly<Record<string, SettingWrite>>;
}

function settingHandler({ type, groups, writes }: SettingType): Handler {
  const writeOf = (body: JsonObject): SettingWrite | undefined => writes[settingOf((name) => body[name])];
  return {
    type,
    listing: everywhere(groups),
    keys: (item) => key("setting", settingOf((name) => item.get(name))),
    unrestorable: (item) => settingOf((name) => item.get(name)) in writes ? null : ONLY_SHOWN,
    form(body, refs) {
      const write = writeOf(body);
      return write === undefined ? {} : settingForm(body, refs, write);
    },
    applyPolicy: (wanted, live, { omit }) =>
      settledEntries(wanted, live, { writes, ...(omit !== undefined && { omit }) }),
    async read(reader, id) {
      const group = groups[id];
      if (group === undefined) return null;
      if (group.entries === undefined) {
        const body = await reader.get(group.operation, group.params ?? {});
        return body === null ? null : { ...body, _vault: { [SETTING_KEY]: id } };
      }
      if (group.entries === null) return null;
      return { _vault: { [SETTING_KEY]: id, [ENTRIES_KEY]: await reader.list(group.operation, {}) } };
    },
    create: ({ ref }) =>
      Promise.reject(
        new NotSentError(writes[ref.id]?.update ?? ref.id, "the target instance does not have it"),
      ),
    async update(task) {
      const id = task.destinationId ?? "", write = writes[id];
      if (write !== undefined) await send(task, id, write);
      return updated(task);
    },
    calls: ({ changes }) => changes.length === 0 ? 0 : Math.max(1, changes.length),
  };
}

/** Returns a listing with constant rows. Every Looker has all groups, so no request is needed. */
function everywhere(groups: SettingGroups): LightListing {
  return {
    operation: "session",
    fields: "",
    rows: Object.keys(groups).map((id) => ({ id, _vault: { [SETTING_KEY]: id } })),
  };
}

/**
 * Returns a list in the state that is possible. Entries that only Looker has stay. Entries that Looker lacks are
 * omitted if the API cannot create entries.
 */
function settledEntries(
  wanted: JsonObject,
  live: JsonObject | null,
  { writes, omit }: Pick<WriteOptions, "omit"> & Pick<SettingType, "writes">,
): JsonObject {
  const settled = { ...wanted };
  for (const [id, { entries }] of Object.entries(writes)) {
    const there = live?.[id];
    if (entries === undefined || wanted[id] === undefined || !isJsonObject(there)) continue;
    const list = { ...there };
    for (const [name, value] of Object.entries(asObject(wanted[id]))) {
      if (entries.parameter === null || Object.hasOwn(there, name)) list[name] = value;
      else {omit?.({
          path: `${id}.${name}`,
          reason: reason("unsupported", `the target instance has no ${name}`),
        });}
    }
    settled[id] = list;
  }
  return settled;
}

async function send(task: Task, id: string, { update, choice, entries }: SettingWrite): Promise<void> {
  const { writer, wanted, changes, live } = task;
  if (choice !== undefined) {
    if (changes.length > 0) await writer.send(update, { ...choice.params, ...wanted });
    return;
  }
  if (entries === undefined) return await writer.patch(update, {}, pick(wanted, changedKeys(changes)));
  const before = asObjects(asObject(live?.["_vault"])[ENTRIES_KEY]);
  for (const [name, value] of Object.entries(asObject(wanted[id]))) {
    const there = before.find((entry) => entryKey(entry, entries.key) === name);
    if (there !== undefined && sameJson(there[entries.value] ?? null, value)) continue;
    const { parameter, value: property } = entries;
    const [params, body] = parameter === null
      ? [{}, { emails: [name], [property]: value }]
      : [{ [parameter]: name }, { [property]: value }];
    await writer.attempt(`${id}.${name}`, () => writer.send(update, params, body));
  }
}

/** Groups of settings of the Admin pages. */
export const adminSettings: Handler = settingHandler({
  type: "admin_settings",
  groups: ADMIN_SETTINGS,
  writes: ADMIN_WRITES,
});

const signIn = settingHandler({ type: "sign_in_settings", groups: SIGN_IN_SETTINGS, writes: SIGN_IN_WRITES });

/** Sign-in settings. They are changed only if an option requests it, and each changed property is shown. */
export const signInSettings: Handler = {
  ...signIn,
  heldBack: ({ allowSignIn, isUndo }) =>
    allowSignIn === true || isUndo === true
      ? null
      : reason("not_asked", "it changes how people sign in: add --allow-sign-in-changes if you intend that"),
  applyPolicy(wanted, live, options) {
    const settled = signIn.applyPolicy?.(wanted, live, options) ?? wanted;
    // A sign-in method that is enabled without its secret prevents all sign-ins.
    if (live === null || live["enabled"] === true || settled["enabled"] !== true || !needsSecret(live)) {
      return settled;
    }
    const text = "no backup holds its secret: enter it in Looker, test it, then enable it";
    options.omit?.({ path: "enabled", reason: reason("secret", text) });
    const { enabled: _enabled, ...rest } = settled;
    return rest;
  },
  rights: (item) => signInFacts(item),
};

/** Whether the form is of OpenID Connect or LDAP, by its properties. */
function needsSecret(form: JsonObject): boolean {
  return Object.hasOwn(form, "token_endpoint") || Object.hasOwn(form, "auth_username");
}

function signInFacts({ id, wanted, live }: RightsCase): RightsFact[] {
  return Object.entries(flat(wanted, id)).flatMap(([property, after]): RightsFact[] => {
    const before = flat(live ?? {}, id)[property] ?? null;
    return sameJson(before, after) ? [] : [{ what: "sign_in", setting: id, property, before, after }];
  });
}

/** Returns the entries of a list as properties. */
function flat(form: JsonObject, id: string): JsonObject {
  return isJsonObject(form[id]) ? form[id] : form;
}
