/**
 * User attributes: their definition, the values of groups in the order in which they count, and the values of users.
 *
 * @module
 */

import { LINKS } from "./users/user_form.ts";
import { outcome, type Task } from "./task.ts";
import type { Props, Reader } from "../../live/reader.ts";
import {
  asObject,
  asObjects,
  asText,
  asTexts,
  type JsonObject,
  jsonText,
  mapValues,
  sameJson,
} from "../../codec/json_value.ts";
import { forEachPooled } from "../../base/pool.ts";
import { NotSentError } from "../../http/errors.ts";
import { changedKeys, diffForms } from "../../live/form_changes.ts";
import type { Handler, Sent, TouchedList } from "./handler.ts";
import { reason } from "../plan/model.ts";
import { LANDING_PAGE } from "../../looker/link_shapes.ts";
import { linkedTexts } from "../../looker/links/text_links.ts";
import { AS_IS, type Refs } from "../plan/references.ts";
import { valueFacts } from "../../looker/rights/facts.ts";
import { type Basics, createObject, ownChanges, updated, writableForm } from "./object_handler.ts";
import { key, nameKey } from "./shared_attributes.ts";
import { doneAlready, forAll, isForeign, setList } from "./lists.ts";
import {
  AT_ONCE,
  readOwnValues,
  touchedValues,
  usersUnread,
  valueChanges,
  valuesForm,
  writeValues,
} from "./users/user_values.ts";

/** What can be written of an attribute: its values by group, in the order in which they count, and by user. */
interface AttributeForm extends JsonObject {
  group_values?: JsonObject[];
  user_values?: JsonObject;
  /** Users who could not be asked. */
  unread?: string[];
}

/** Keys of a form. */
export const VALUES = { groups: "group_values", users: "user_values" } as const;
const GROUPS = VALUES.groups, USERS = VALUES.users, UNREAD = "unread";
/** Where a form holds values. */
const LANDED: readonly string[] = ["default_value", GROUPS, USERS];
/** Looker never takes a new list of these once there is one. */
const DOMAINS = "hidden_value_domain_whitelist";
const HIDDEN = "its values are hidden, so that no backup holds them: enter them again in Looker";
const KEPT_DOMAINS =
  "Looker never changes the domains to which a hidden value may be sent, once there are some: left as they are";

const basics: Basics = {
  ownRequests: [GROUPS, USERS, UNREAD],
  listing: { operation: "all_user_attributes", fields: "id,name,label,is_system" },
  keys: (item) => [...nameKey(item), ...key("label", item.get("label"))],
};

/** User attributes. Of those that come with Looker, only the values of groups. Hidden values are never known. */
export const userAttributes: Handler<AttributeForm> = {
  type: "user_attributes",
  ...basics,
  touches: {
    set_user_attribute_group_values: (of) => [["user_attributes", of("user_attribute_id"), GROUPS]],
    delete_user_attribute_group_value: (of) => [["user_attributes", of("user_attribute_id"), GROUPS]],
    set_user_attribute_user_value: (of) => oneValue(of),
    delete_user_attribute_user_value: (of) => oneValue(of),
    delete_user_attribute: () => [["users", null, LINKS.values]],
  },
  unrestorable(item) {
    const values = asObject(item.get("_vault"))["group_values"];
    return isSystem(item) && asObjects(values).length === 0
      ? reason("built_in", "it comes with Looker: every instance has it, and nothing may change it")
      : null;
  },
  form(body, refs) {
    const system = isSystem({ get: (name) => body[name] });
    const hidden = body["value_is_hidden"] === true, parts = asObject(body["_vault"]);
    const own = system ? {} : writableForm(body, refs, {
      schema: "UserAttribute",
      basics,
      drop: hidden ? ["default_value", "value_for_ci_run"] : [],
    });
    const form = {
      ...own,
      ...groupValues(parts, refs),
      ...(system || hidden ? {} : userValues(parts, refs)),
    };
    return body["name"] === LANDING_PAGE ? landing(form, refs) : form;
  },
  applyPolicy(wanted, live, options) {
    const { [UNREAD]: unread, ...settled } = wanted;
    if (live === null && wanted["value_is_hidden"] === true) {
      options.omit?.({ path: "values", reason: reason("secret", HIDDEN) });
    }
    // Decided while it is planned: in the proof of a new attribute another list is a difference.
    if (
      options.omit !== undefined && DOMAINS in wanted && asText(live?.[DOMAINS]) !== null &&
      !sameJson(wanted[DOMAINS], live?.[DOMAINS])
    ) {
      delete settled[DOMAINS];
      options.omit({ path: DOMAINS, reason: reason("fixed", KEPT_DOMAINS) });
    }
    const { [GROUPS]: groups, [USERS]: users } = wanted;
    if (groups !== undefined && live !== null) {
      const foreign = isForeign(options, "groups");
      const there = asObjects(groups).map((row) => row["group_id"]);
      const kept = asObjects(live[GROUPS]).filter(({ group_id }) =>
        !there.includes(group_id) && foreign(asText(group_id) ?? "")
      );
      settled[GROUPS] = [...asObjects(groups), ...kept];
    }
    if (users !== undefined && live !== null) {
      const foreign = isForeign(options, "users"), skipped = asTexts(unread);
      const kept = Object.entries(asObject(live[USERS])).filter(([id]) =>
        foreign(id) || skipped.includes(id)
      );
      settled[USERS] = { ...Object.fromEntries(kept), ...asObject(users) };
    }
    return settled;
  },
  diff(live, wanted) {
    const { [USERS]: users, ...rest } = wanted;
    const changes = diffForms(live, rest, { type: "user_attributes", ...basics });
    return live[USERS] === undefined || users === undefined
      ? changes
      : [...changes, ...valueChanges(asObject(live[USERS]), asObject(users), USERS)];
  },
  reads: 2,
  async read(reader, id, written) {
    const body = await reader.get("user_attribute", { user_attribute_id: id });
    if (body === null) return null;
    const group_values = await reader.list("all_user_attribute_group_values", { user_attribute_id: id });
    const plain = body["value_is_hidden"] !== true && !isSystem({ get: (name) => body[name] });
    const values = plain ? await readUserValues(reader, id, written) : null;
    return { ...body, _vault: { group_values, ...(values !== null && { user_values: values }) } };
  },
  async create(task) {
    const { wanted } = task;
    if (wanted["name"] === undefined) {
      throw new NotSentError("create_user_attribute", "it comes with Looker, and this instance lacks it");
    }
    const id = await createObject(task, basics, { create: "create_user_attribute" });
    await writeAllValues(task, id, [GROUPS, USERS]);
    return outcome(id);
  },
  async update(task) {
    const { writer, live, destinationId } = task, id = destinationId ?? "", body = ownChanges(task, basics);
    await writer.patch("update_user_attribute", { user_attribute_id: id }, body);
    if (live?.["value_is_hidden"] !== true || body["value_is_hidden"] !== false) {
      await writeAllValues(task, id, [...changedKeys(task.changes)]);
    } else {
      // Values that were hidden until now could not be compared.
      await writeAllValues({ ...task, live: await userAttributes.read(writer, id) }, id, [GROUPS, USERS]);
    }
    return updated(task);
  },
  rights({ id, wanted, live }) {
    const of = { kind: "user_attributes", id } as const;
    const rows = (form: JsonObject | null): JsonObject[] => asObjects(form?.[GROUPS]);
    const byGroup = (form: JsonObject | null): JsonObject =>
      Object.fromEntries(rows(form).map((row) => [asText(row["group_id"]) ?? "", row["value"] ?? null]));
    const order = (form: JsonObject | null): string =>
      jsonText(rows(form).map((row) => row["group_id"] ?? null));
    const ofGroups = wanted[GROUPS] === undefined ? [] : valueFacts(
      byGroup(live),
      byGroup(wanted),
      (group) => ({ of, holder: { kind: "groups", id: group } }),
    );
    const isMoved = wanted[GROUPS] !== undefined && ofGroups.length === 0 && live !== null &&
      order(live) !== order(wanted);
    return [
      ...ofGroups,
      ...(isMoved ? [{ what: "value_order", of } as const] : []),
      ...valueFacts(live?.[USERS], wanted[USERS], (user) => ({ of, holder: { kind: "users", id: user } })),
    ];
  },
  calls({ wanted, live }) {
    const before = live === null ? {} : userAttributes.form(live, AS_IS);
    return 4 + 3 * touchedValues(asObject(before[USERS]), asObject(wanted[USERS])).length;
  },
  remove: async (writer, id) => void await writer.send("delete_user_attribute", { user_attribute_id: id }),
};

function oneValue(of: Sent): TouchedList[] {
  return [["users", of("user_id"), LINKS.values], ["user_attributes", of("user_attribute_id"), USERS]];
}

function isSystem(item: Props): boolean {
  return item.get("is_system") === true;
}

/** `{group_id, value}` in their order; an empty object where they are not known. */
/** Where people land is a link, wherever it is set. */
function landing(form: JsonObject, refs: Refs): JsonObject {
  return mapValues(form, (value, key) => LANDED.includes(key) ? linkedTexts(value, refs) : value);
}

function groupValues(parts: JsonObject, refs: Refs): JsonObject {
  const rows = asObjects(parts["group_values"]);
  if (!Array.isArray(parts["group_values"]) || rows.some((row) => row["value_is_hidden"] === true)) return {};
  const ranked = [...rows].sort((a, b) => Number(a["rank"] ?? 0) - Number(b["rank"] ?? 0));
  return {
    [GROUPS]: ranked.flatMap((row) => {
      const group_id = refs.may("groups", asText(row["group_id"]) ?? "");
      return group_id === null ? [] : [{ group_id, value: row["value"] ?? null }];
    }),
  };
}

/** Values by user, and who could not be asked. */
function userValues(parts: JsonObject, refs: Refs): JsonObject {
  if (!Array.isArray(parts["user_values"])) return {};
  const unread = usersUnread(parts).flatMap((id) => refs.may("users", id) ?? []);
  return {
    [USERS]: valuesForm(asObjects(parts["user_values"]), "user_id", (id) => refs.may("users", id)),
    ...(unread.length > 0 && { [UNREAD]: unread }),
  };
}

/** All users' values; after a write only of those that were written to, because each of them takes a request. */
async function readUserValues(
  reader: Reader,
  attributeId: string,
  written: Pick<Task, "wanted" | "live"> | undefined,
): Promise<JsonObject[] | null> {
  if (written !== undefined && written.wanted[USERS] === undefined) return null;
  const before = written?.live ?? null;
  const live = before === null ? {} : asObject(userAttributes.form(before, AS_IS)[USERS]);
  const ids = written === undefined
    ? (await reader.list("all_users", { fields: "id" })).flatMap((user) => asText(user["id"]) ?? [])
    : touchedValues(live, asObject(written.wanted[USERS]));
  const values = new Map<string, JsonObject[]>(
    written === undefined
      ? []
      : Object.entries(live).map(([user_id, value]) => [user_id, [{ user_id, value }]]),
  );
  await forEachPooled(ids, AT_ONCE, async (id) => {
    values.set(id, await readOwnValues(reader, id, attributeId));
  });
  return [...values.values()].flat();
}

async function writeAllValues(
  { wanted, live, writer }: Task,
  id: string,
  keys: readonly string[],
): Promise<void> {
  const before = live === null ? {} : userAttributes.form(live, AS_IS);
  const rows = asObjects(wanted[GROUPS]);
  if (keys.includes(GROUPS) && rows.length > 0) {
    await setList(writer, GROUPS, {
      before: asObjects(before[GROUPS]),
      wanted: rows,
      key: (row) => asText(row["group_id"]) ?? "",
      set: (list) => writer.send("set_user_attribute_group_values", { user_attribute_id: id }, [...list]),
    });
  } else if (keys.includes(GROUPS)) {
    await forAll(writer, asObjects(before[GROUPS]), {
      at: (row) => `${GROUPS}[${asText(row["group_id"])}]`,
      work: (row) => {
        const params = { group_id: row["group_id"] ?? null, user_attribute_id: id };
        return doneAlready(writer.send("delete_user_attribute_group_value", params), 404);
      },
    });
  }
  if (!keys.includes(USERS) || wanted[USERS] === undefined) return;
  await writeValues(writer, {
    live: asObject(before[USERS]),
    wanted: asObject(wanted[USERS]),
    at: USERS,
    place: (user_id) => ({ user_id, user_attribute_id: id }),
  });
}
