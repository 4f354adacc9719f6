/**
 * Scheduled plans: what is sent, when, and to whom.
 *
 * @module
 */
import { reason } from "./reason.ts";
import { outcome, type Task } from "./task.ts";
import type { Props, Reader } from "../live/reader.ts";
import { asObjects, asText, asTexts, type JsonObject } from "../codec/json_value.ts";
import { BadAnswerError, NotSentError, StatusError } from "../http/errors.ts";
import { changedKeys, withoutNulls } from "../live/form_changes.ts";
import { disabledPlans } from "../looker/system_activity.ts";
import type { Handler } from "./handler.ts";
import { isRefused } from "../looker/refusal.ts";
import { AS_IS, type Refs } from "./references.ts";
import { sendFacts } from "../looker/rights/facts.ts";
import { type Basics, crud, ownChanges, updated, writableForm } from "./object_handler.ts";
import {
  changesDestinations,
  createWithSome,
  destinationName,
  DESTINATIONS,
  hubDestinations,
  secretTypes,
  sendable,
} from "./destinations.ts";
import { QUERY, withQueryForm, withQueryId, withSavedQuery } from "./saved_query.ts";
import { key } from "./shared_attributes.ts";
import { setOneByOne } from "./lists.ts";

/** The properties of a destination that name integrations. */
const HUBS = { names: "type", texts: ["address", "parameters"] };
const CONDITIONS = ["require_results", "require_no_results", "require_change"];
/** The content of a plan: one of these properties is set. */
const CONTENT = [
  ["look_id", "looks"],
  ["dashboard_id", "dashboards"],
  ["lookml_dashboard_id", null],
  ["query_id", null],
] as const;
/** How many of the newest disabled plans are searched for one that was just created. */
const NEWEST = 25;

/** The properties that identify plans, and whether they are enabled. */
const FIELDS = "id,name,user_id,enabled,look_id,dashboard_id,lookml_dashboard_id,query_id";

const basics: Basics = {
  ownRequests: [QUERY],
  listing: {
    operation: "all_scheduled_plans",
    params: { all_users: true },
    fields: FIELDS,
    // As in a backup: a listing that shows one disabled plan shows all of them.
    async more(reader, listed) {
      if (listed.some((plan) => plan["enabled"] === false)) return [];
      const shown = new Set(listed.map((plan) => asText(plan["id"])));
      const found: JsonObject[] = [];
      for (const id of await disabledIds(reader)) {
        if (shown.has(id)) continue;
        const plan = await reader.get("scheduled_plan", { scheduled_plan_id: id, fields: FIELDS });
        if (plan !== null) found.push(plan);
      }
      return found;
    },
  },
  keys(item, refs) {
    const owner = asText(item.get("user_id"));
    return key(
      "plan",
      contentOf(item, refs),
      item.get("name"),
      owner === null ? "-" : refs.owner(owner) ?? "-",
    );
  },
};

const plain = crud(basics, {
  get: "scheduled_plan",
  create: "create_scheduled_plan",
  update: "update_scheduled_plan",
  remove: "delete_scheduled_plan",
  idParameter: "scheduled_plan_id",
});

/**
 * Scheduled plans. A restore leaves them disabled unless an option enables them, because Looker can send an enabled
 * plan immediately.
 */
export const scheduledPlans: Handler = {
  type: "scheduled_plans",
  ...basics,
  sendsMail: true,
  unrestorable: (item) =>
    item.get("run_once") === true ? reason("over", "it was scheduled to run once, and has run") : null,
  form(body, refs) {
    const form = writableForm(body, refs, {
      schema: "ScheduledPlan",
      must: { look_id: "looks", dashboard_id: "dashboards" },
      owner: "user_id",
      drop: ["dashboard_filters", "run_once"],
    });
    if (asText(form["look_id"]) !== null) { for (const name of CONDITIONS) form[name] ??= false; }
    if (Array.isArray(form[DESTINATIONS])) {
      const list = asObjects(form[DESTINATIONS]).map(({ scheduled_plan_id: _plan, ...one }) => one);
      form[DESTINATIONS] = hubDestinations(list, HUBS, refs);
    }
    // The tabs of LookML dashboards are identified by their labels.
    if (Array.isArray(form["tab_ids"]) && asText(form["dashboard_id"]) !== null) {
      form["tab_ids"] = asTexts(form["tab_ids"]).flatMap((id) => refs.may("dashboard_layouts", id) ?? []);
    }
    return withQueryForm(form, body, refs);
  },
  applyPolicy(wanted, live, { enableSchedules, omit }) {
    for (const type of live === null || changesDestinations(live, wanted) ? secretTypes(wanted) : []) {
      const text = `no backup holds the secret of its ${type} destination: enter it again in Looker`;
      omit?.({ path: `secret_parameters (${type})`, reason: reason("secret", text) });
    }
    const isOff = live === null || live["enabled"] === false;
    return enableSchedules || wanted["enabled"] !== true || !isOff ? wanted : { ...wanted, enabled: false };
  },
  ...plain,
  read: async (reader, id) => await withSavedQuery(reader, await plain.read(reader, id)),
  async create(given) {
    const { ref, writer } = given;
    const wanted = await withQueryId(writer, given.wanted, { isChanged: true, live: null });
    const task = { ...given, wanted };
    if (asText(wanted["query_id"]) !== null && writer.options.sameInstance === false) {
      throw new NotSentError(
        "create_scheduled_plan",
        "it sends a query, whose id is not valid in another instance: create the schedule again there",
      );
    }
    const body: JsonObject = { ...sendable(wanted), enabled: false };
    const sought = asObjects(body[DESTINATIONS]);
    const create = (list: readonly JsonObject[]): Promise<JsonObject> =>
      writer.create({
        operation: "create_scheduled_plan",
        body: { ...body, ...(Array.isArray(body[DESTINATIONS]) && { [DESTINATIONS]: [...list] }) },
        step: ref.type,
        creates: { kind: ref.type, id: ref.id },
        keep: [DESTINATIONS],
        isHidden: true,
        find: () => findPlan(task),
      });
    const made = await create(sought).catch(async (error) => {
      if (!isRefused(error) || sought.length < 2) throw error;
      return await createWithSome(writer, { sought, create, error });
    });
    const id = asText(made["id"]) ?? "";
    if (wanted["enabled"] === true) {
      await writer.attempt(
        "enabled",
        () => writer.send("update_scheduled_plan", { scheduled_plan_id: id }, { enabled: true }),
      );
    }
    return outcome(id);
  },
  async update(task) {
    const { wanted, live, writer, destinationId } = task, body = ownChanges(task, basics);
    const query = wanted[QUERY];
    if (query !== undefined && changedKeys(task.changes).has(QUERY)) {
      Object.assign(body, await withQueryId(writer, { [QUERY]: query }, { isChanged: true, live }));
    }
    if (changedKeys(task.changes).has(DESTINATIONS)) {
      Object.assign(body, { [DESTINATIONS]: sendable(wanted)[DESTINATIONS] });
    }
    const params = { scheduled_plan_id: destinationId }, { [DESTINATIONS]: list, ...rest } = body;
    if (list === undefined) await writer.patch("update_scheduled_plan", params, body);
    else {
      const failure = await writer.send("update_scheduled_plan", params, body)
        .then(() => null, (error: unknown) => error);
      if (failure !== null && !isRefused(failure)) throw failure;
      if (failure !== null) {
        await writer.patch("update_scheduled_plan", params, rest);
        await setOneByOne(writer, DESTINATIONS, {
          before: asObjects(scheduledPlans.form(task.live ?? {}, AS_IS)[DESTINATIONS]).map((one) =>
            withoutNulls(one)
          ),
          wanted: asObjects(list),
          key: destinationName,
          set: (some) => writer.send("update_scheduled_plan", params, { [DESTINATIONS]: [...some] }),
        }, failure);
      }
    }
    return updated(task);
  },
  rights: (item) => sendFacts(item, (form) => form["enabled"] === true, recipientsOf),
  recipients: recipientsOf,
  hangsOn: (item) =>
    HOSTS.flatMap(([name, kind]) => {
      const id = asText(item.get(name));
      return id === null ? [] : [{ kind, id }];
    }),
  calls: ({ live, changes }) => (live === null ? 2 : 1) + (changedKeys(changes).has(QUERY) ? 1 : 0),
};

/** The content on which a plan depends. */
const HOSTS = [["dashboard_id", "dashboards"], ["look_id", "looks"]] as const;

/** Returns the recipients of a plan: addresses, or the types of destinations without an address. */
function recipientsOf(form: JsonObject): string[] {
  return asObjects(form[DESTINATIONS]).flatMap((one) => asText(one["address"]) ?? asText(one["type"]) ?? []);
}

/** Returns the content of a plan as a text. */
function contentOf(item: Props, refs: Refs): string | null {
  for (const [name, kind] of CONTENT) {
    const id = asText(item.get(name));
    if (id !== null) return `${name} ${kind === null ? id : refs.must(kind, id)}`;
  }
  return null;
}

/**
 * Finds a plan that an earlier try created. Throws if disabled plans cannot be listed, because a second try could
 * create the plan twice.
 */
async function findPlan({ wanted, writer }: Task): Promise<JsonObject | null> {
  const { operation, params } = basics.listing;
  const [sought] = basics.keys({ get: (name) => wanted[name] }, AS_IS);
  const fits = (plan: JsonObject): boolean =>
    basics.keys({ get: (name) => plan[name] }, AS_IS)[0] === sought &&
    !writer.isTaken("scheduled_plans", asText(plan["id"]) ?? "");
  const listed = (await writer.list(operation, { ...params })).find(fits);
  if (listed !== undefined) return listed;
  for (const id of (await disabledPlans(writer.client, writer.call)).ids.slice(0, NEWEST)) {
    const plan = writer.isTaken("scheduled_plans", id)
      ? null
      : await writer.get("scheduled_plan", { scheduled_plan_id: id });
    if (plan !== null && fits(plan)) return plan;
  }
  return null;
}

/**
 * Returns the ids of disabled plans, newest first; none if System Activity does not return them. This is reported,
 * because a plan that is not found may still exist.
 */
async function disabledIds(reader: Reader): Promise<string[]> {
  try {
    return (await disabledPlans(reader.client, reader.call)).ids;
  } catch (error) {
    if (!(error instanceof StatusError || error instanceof BadAnswerError)) throw error;
    const why = error instanceof StatusError ? `returned ${error.status}` : "returned no list of schedules";
    reader.say?.(
      `cannot search for disabled schedules of the target instance: System Activity ${why}`,
    );
    return [];
  }
}
