/**
 * Users: their properties and email credential, and if the backup's body has them, their groups, roles and values.
 *
 * @module
 */
import { reason } from "../reason.ts";
import { HOLDERS } from "../roles.ts";
import { unreadableLinks, withLinks } from "./user_links_of.ts";
import { outcome } from "../task.ts";
import { isPlaceholder } from "../../live/placeholders.ts";
import type { Props } from "../../live/reader.ts";
import { asObject, asText, asTexts, isJsonObject, type JsonObject } from "../../codec/json_value.ts";
import { changedKeys } from "../../live/form_changes.ts";
import type { Handler } from "../handler.ts";
import { AS_IS } from "../references.ts";
import { listFacts, valueFacts } from "../../looker/rights/facts.ts";
import { type Basics, ownChanges, updated } from "../object_handler.ts";
import { key } from "../shared_attributes.ts";
import { isForeign, keepMembers, withoutManaged } from "../lists.ts";
import { createUser, putEmail } from "./create_user.ts";
import {
  ADDRESS,
  EMAIL,
  emailOf,
  embedId,
  homeFolder,
  isServiceAccount,
  LINKS,
  otherAddress,
  OWN_REQUESTS,
  plainForm,
  serviceForm,
  signOnEmails,
  SSO_EMAIL,
  USER_LISTING,
  type UserForm,
} from "./user_form.ts";
import { linkCalls, linksForm, readLinks, writeLinks } from "./user_links.ts";

const basics: Basics = {
  ownRequests: OWN_REQUESTS,
  listing: USER_LISTING,
  keys(item) {
    const emails = [emailOf(item, "credentials_email"), ...signOnEmails(item)].filter((one) => one !== null);
    const embedded = embedId(item);
    return [
      ...[...new Set(emails)].flatMap((email) => key("email", email)),
      ...(embedded === null ? [] : key("embed", embedded)),
      ...(isServiceAccount(item) ? key("service", item.get("service_account_name")) : []),
    ];
  },
};

/** Users. Looker never sends email for a restore. A recreated user resets the password or uses single sign-on. */
export const users: Handler<UserForm> = {
  type: "users",
  ...basics,
  namesById: "all_users",
  readsAsHeld: true,
  removal: "disable",
  keptName: ADDRESS,
  otherNames: { [EMAIL]: otherAddress },
  alone: { source: withLinks, unreadable: unreadableLinks },
  touches: {
    set_user_roles: (of) => [["users", of("user_id"), LINKS.roles], ["roles", null, HOLDERS.users]],
  },
  unrestorable: (item) =>
    item.get("verified_looker_employee") === true
      ? reason(
        "built_in",
        "the account of a Looker employee: Looker creates it again when the employee signs in",
      )
      : null,
  form(body, refs) {
    const props: Props = { get: (name) => body[name] };
    const home = homeFolder(body, refs);
    return {
      ...(isServiceAccount(props) ? serviceForm(body, refs) : plainForm(body, refs)),
      ...(home !== null && { home_folder_id: home }),
      ...linksForm(body, refs),
    };
  },
  applyPolicy(asked, live, options) {
    const form = withoutManaged(asked, live, { key: LINKS.groups, options });
    // A restore never removes a way to sign in.
    const { [EMAIL]: email, ...rest } = form;
    const wanted = email === null || email === undefined ? rest : form;
    if (live === null) return wanted;
    // The user's current settings of the web interface stay. An existing single sign-on credential needs no email
    // credential.
    const { [SSO_EMAIL]: _email, ui_state, ...plain } = wanted;
    const isBlank = (live["ui_state"] ?? null) === null && ui_state !== undefined;
    const kept = isBlank ? { ...plain, ui_state } : plain;
    const settled = keepMembers(kept, live, {
      [LINKS.groups]: isForeign(options, "groups"),
      [LINKS.roles]: isForeign(options, "roles"),
    });
    const values = settled[LINKS.values];
    if (!isJsonObject(values)) return settled;
    const foreign = isForeign(options, "user_attributes");
    const left = Object.entries(asObject(live[LINKS.values])).filter(([id]) => foreign(id));
    return { ...settled, [LINKS.values]: { ...Object.fromEntries(left), ...values } };
  },
  async read(reader, id, written) {
    const body = await reader.get("user", { user_id: id });
    if (body === null) return null;
    const wanted = written?.wanted ?? linksForm({ _vault: reader.known ?? {} }, AS_IS);
    const asked = Object.values(LINKS).some((link) => link in wanted);
    return asked ? { ...body, _vault: await readLinks(reader, body) } : body;
  },
  async readMany(reader, written) {
    const ids = written.filter(({ wanted }) => !Object.values(LINKS).some((link) => link in wanted))
      .map(({ destinationId }) => destinationId);
    const rows = ids.length === 0 ? [] : await reader.list("all_users", { ids });
    return new Map(rows.map((row) => [asText(row["id"]) ?? "", row]));
  },
  create: async (task) => outcome(await createUser(task, basics.listing)),
  async update(task) {
    const { wanted, live, writer, destinationId } = task, id = destinationId ?? "";
    const { service_account_name, home_folder_id, ...body } = ownChanges(task, basics);
    if (home_folder_id !== undefined && !isPlaceholder(home_folder_id)) {
      body["home_folder_id"] = home_folder_id;
    }
    if (body["is_disabled"] === true && id === writer.options.ownId) {
      delete body["is_disabled"];
      writer.warn("this is the API user of the restore: it stays enabled");
    }
    if (service_account_name !== undefined) {
      await writer.patch("update_service_account", { user_id: id }, { service_account_name });
    }
    await writer.patch("update_user", { user_id: id }, body);
    if (changedKeys(task.changes).has(EMAIL)) {
      const has = isJsonObject(live?.["credentials_email"]);
      await writer.attempt(EMAIL, () => putEmail(writer, id, { email: asObject(wanted[EMAIL]), has }));
    }
    await writeLinks(task, id, live ?? {});
    return updated(task);
  },
  rights(item) {
    const { id, wanted, live, body } = item, holder = { kind: "users", id } as const;
    const isOff = (form: JsonObject | null): boolean => form === null || form["is_disabled"] === true;
    const off = isOff({ ...live, ...wanted }), wasOff = isOff(live);
    const before = asText(asObject(live?.[EMAIL])["email"]), after = asText(asObject(wanted[EMAIL])["email"]);
    return [
      ...(off === wasOff
        ? []
        : [{ what: "enabled", holder, gains: !off, groups: asTexts(body?.["group_ids"]) } as const]),
      ...(wanted[EMAIL] === undefined || before?.toLowerCase() === after?.toLowerCase() || live === null
        ? []
        : [{ what: "address", holder, before, after } as const]),
      ...listFacts(item, LINKS.groups, (id, gains) => ({
        what: "member",
        of: { kind: "groups", id },
        holder,
        gains,
      })),
      ...listFacts(
        item,
        LINKS.roles,
        (id, gains) => ({ what: "role", of: { kind: "roles", id }, holder, gains }),
      ),
      ...valueFacts(live?.[LINKS.values], wanted[LINKS.values], (id) => ({
        of: { kind: "user_attributes", id },
        holder,
      })),
    ];
  },
  remove: async (writer, id) => void await writer.send("update_user", { user_id: id }, { is_disabled: true }),
  calls: ({ wanted, live }) => (live === null ? 3 : 2) + linkCalls(wanted, live),
  async late(task) {
    const { wanted, live, writer, destinationId } = task, home = asText(wanted["home_folder_id"]);
    if (home !== null && !isPlaceholder(home) && home !== asText(live?.["home_folder_id"])) {
      await writer.patch("update_user", { user_id: destinationId }, { home_folder_id: home });
    }
    return updated(task);
  },
};
