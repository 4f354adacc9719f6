/**
 * User attributes: their definitions, the values of groups in their order of precedence, and the values of users.
 *
 * @module
 */

import { reason } from "./reason.ts";
import { LINKS } from "./users/user_form.ts";
import { outcome, type Task } from "./task.ts";
import type { Props } from "../live/reader.ts";
import {
  asObject,
  asObjects,
  asText,
  asTexts,
  type JsonObject,
  jsonText,
  mapValues,
  sameJson,
} from "../codec/json_value.ts";
import { NotSentError } from "../http/errors.ts";
import { changedKeys, diffForms } from "../live/form_changes.ts";
import type { Handler, Sent, TouchedList } from "./handler.ts";
import { LANDING_PAGE } from "../looker/link_shapes.ts";
import { linkedTexts } from "../looker/links/text_links.ts";
import { AS_IS, type Refs } from "./references.ts";
import { valueFacts } from "../looker/rights/facts.ts";
import { type Basics, createObject, ownChanges, updated, writableForm } from "./object_handler.ts";
import { key, nameKey } from "./shared_attributes.ts";
import { isForeign } from "./lists.ts";
import {
  type AttributeForm,
  groupValues,
  readUserValues,
  touchedValues,
  userValues,
  valueChanges,
  VALUES,
  writeAllValues,
} from "./attribute_values.ts";

const GROUPS = VALUES.groups, USERS = VALUES.users, UNREAD = "unread";
/** The keys of a form that contain values. */
const LANDED: readonly string[] = ["default_value", GROUPS, USERS];
/** Looker does not accept a new list of these domains after the first. */
const DOMAINS = "hidden_value_domain_whitelist";
const HIDDEN = "its values are hidden, so no backup contains them: enter them again in Looker";
const KEPT_DOMAINS =
  "not changed, because Looker does not allow changes to the domains to which a hidden value may be sent";

const basics: Basics = {
  ownRequests: [GROUPS, USERS, UNREAD],
  listing: { operation: "all_user_attributes", fields: "id,name,label,is_system" },
  keys: (item) => [...nameKey(item), ...key("label", item.get("label"))],
};

/** User attributes. For built-in attributes, only the values of groups. Hidden values are never known. */
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
      ? reason("built_in", "built-in: every instance has this user attribute, and it cannot be changed")
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
    // Only while planning: when a new attribute is read back, another list is a difference.
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
    const values = plain ? await readUserValues(reader, id, writtenForms(written)) : null;
    return { ...body, _vault: { group_values, ...(values !== null && { user_values: values }) } };
  },
  async create(task) {
    const { wanted } = task;
    if (wanted["name"] === undefined) {
      throw new NotSentError(
        "create_user_attribute",
        "it is built-in, but the target instance does not have it",
      );
    }
    const id = await createObject(task, basics, { create: "create_user_attribute" });
    await writeAllValues(task.writer, id, { wanted, before: {}, keys: [GROUPS, USERS] });
    return outcome(id);
  },
  async update(task) {
    const { writer, wanted, live, destinationId } = task,
      id = destinationId ?? "",
      body = ownChanges(task, basics);
    await writer.patch("update_user_attribute", { user_attribute_id: id }, body);
    if (live?.["value_is_hidden"] !== true || body["value_is_hidden"] !== false) {
      await writeAllValues(writer, id, {
        wanted,
        before: formOf(live),
        keys: [...changedKeys(task.changes)],
      });
    } else {
      // Values that were hidden until now could not be compared.
      const before = formOf(await userAttributes.read(writer, id));
      await writeAllValues(writer, id, { wanted, before, keys: [GROUPS, USERS] });
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
    const before = formOf(live);
    return 4 + 3 * touchedValues(asObject(before[USERS]), asObject(wanted[USERS])).length;
  },
  remove: async (writer, id) => void await writer.send("delete_user_attribute", { user_attribute_id: id }),
};

function oneValue(of: Sent): TouchedList[] {
  return [["users", of("user_id"), LINKS.values], ["user_attributes", of("user_attribute_id"), USERS]];
}

/** Returns the form of a body in the destination; an empty form for null. */
function formOf(live: JsonObject | null): AttributeForm {
  return live === null ? {} : userAttributes.form(live, AS_IS);
}

/** Returns the written form and the form before the write. */
function writtenForms(
  written: Pick<Task<AttributeForm>, "wanted" | "live"> | undefined,
): { wanted: AttributeForm; before: AttributeForm } | undefined {
  return written === undefined ? undefined : { wanted: written.wanted, before: formOf(written.live) };
}

function isSystem(item: Props): boolean {
  return item.get("is_system") === true;
}

/** Translates the landing page of users as a link, wherever it is set. */
function landing(form: JsonObject, refs: Refs): JsonObject {
  return mapValues(form, (value, key) => LANDED.includes(key) ? linkedTexts(value, refs) : value);
}
