/**
 * Alerts on tiles.
 *
 * @module
 */
import { reason } from "./reason.ts";
import { type Outcome, outcome, type Task } from "./task.ts";
import { asObject, asObjects, asText, type JsonObject, jsonText } from "../codec/json_value.ts";
import { changedKeys, withoutNulls } from "../live/form_changes.ts";
import type { Handler } from "./handler.ts";
import { unlinked } from "../looker/links/rewrite.ts";
import { AS_IS } from "./references.ts";
import { sendFacts } from "../looker/rights/facts.ts";
import { type Basics, createObject, crud, updated, writableForm } from "./object_handler.ts";
import { hubDestinations } from "./destinations.ts";
import { QUERY, withQueryForm, withQueryId, withSavedQuery } from "./saved_query.ts";
import { key } from "./shared_attributes.ts";

/** The properties of a destination that name integrations. */
const HUBS = { names: "action_hub_integration_id", isAlways: true, texts: ["action_hub_form_params_json"] };

const basics: Basics = {
  ownRequests: [QUERY],
  listing: {
    operation: "search_alerts",
    params: { all_owners: true },
    fields:
      "id,dashboard_element_id,lookml_dashboard_id,lookml_link_id,owner_id,custom_title,field,comparison_type,threshold,cron",
  },
  // Alerts have no names. The key is the tile, the owner and the condition.
  keys(item, refs) {
    const tile = asText(item.get("dashboard_element_id")), owner = asText(item.get("owner_id"));
    const place = tile === null ? asText(item.get("lookml_link_id")) : refs.must("dashboard_elements", tile);
    const title = asText(item.get("custom_title"));
    const condition = [
      title === null ? null : unlinked(title),
      ...["comparison_type", "threshold", "cron"].map((name) => item.get(name) ?? null),
    ];
    const field = asText(asObject(item.get("field"))["name"]);
    return key("alert", place, owner === null ? null : refs.owner(owner), jsonText([...condition, field]));
  },
};

const plain = crud(basics, {
  get: "get_alert",
  create: "create_alert",
  update: "update_alert",
  remove: "delete_alert",
  idParameter: "alert_id",
});

/**
 * Alerts. A restore leaves them disabled unless an option enables them. It cannot restore followers: only users
 * themselves can follow an alert.
 */
export const alerts: Handler = {
  type: "alerts",
  ...basics,
  sendsMail: true,
  unrestorable: () => null,
  form(body, refs) {
    let form = writableForm(body, refs, {
      schema: "Alert",
      must: { dashboard_element_id: "dashboard_elements" },
      owner: "owner_id",
      // The result of the alert's last check.
      drop: ["time_series_condition_state"],
    });
    // On another tile or in another instance, the query id would name an unrelated query.
    if (asText(form["dashboard_element_id"]) !== asText(body["dashboard_element_id"])) {
      delete form["query_id"];
    }
    form = withQueryForm(form, body, refs);
    if (Array.isArray(form["destinations"])) {
      form["destinations"] = hubDestinations(asObjects(form["destinations"]), HUBS, refs);
    }
    const content = asText(form["investigative_content_id"]);
    if (content === null) return form;
    const { investigative_content_id: _id, investigative_content_type: _type, ...rest } = form;
    const to = refs.may("dashboards", content);
    return to === null ? rest : { ...form, investigative_content_id: to };
  },
  isRemade: true,
  applyPolicy({ query_id, ...form }, live, { enableSchedules, sameInstance, isUndo, omit }) {
    // An undo changes the alert in place under its old id, and Looker cannot move an alert to another tile.
    const rest = isUndo === true && live?.[TILE] !== undefined ? { ...form, [TILE]: live[TILE] } : form;
    if (isMoved(live, rest)) omit?.({ path: "followers", reason: reason("no_api", LOST_FOLLOWERS) });
    // In another instance, a tile may have the same id by chance, so the query id is omitted.
    const wanted = sameInstance === false || query_id === undefined ? rest : { ...rest, query_id };
    const isOff = live === null || live["is_disabled"] === true;
    if (enableSchedules || wanted["is_disabled"] === true || !isOff) return wanted;
    const { disabled_reason: _reason, ...settled } = wanted;
    return { ...settled, is_disabled: true };
  },
  ...plain,
  read: async (reader, id) => await withSavedQuery(reader, await plain.read(reader, id)),
  async create(task) {
    const wanted = await withQueryId(task.writer, task.wanted, { isChanged: true, live: null });
    const body = { ...withoutNulls(wanted), ...await needed({ ...task, wanted }) };
    return outcome(await createObject(task, basics, { create: "create_alert", body }));
  },
  async update(task) {
    const { wanted, live, writer, destinationId, changes } = task;
    if (changes.some(({ path }) => path === TILE)) return await remake(task);
    // PUT replaces the entire alert. A null is sent only if it changes something.
    const changed = changedKeys(changes), before = live === null ? {} : alerts.form(live, AS_IS);
    const body = Object.entries({ ...before, ...wanted })
      .filter(([name, value]) => value !== null || changed.has(name));
    const sent = await withQueryId(writer, Object.fromEntries(body), { isChanged: changed.has(QUERY), live });
    await writer.send("update_alert", { alert_id: destinationId }, sent);
    return updated(task);
  },
  rights: (item) => sendFacts(item, (form) => form["is_disabled"] !== true, recipientsOf),
  recipients: recipientsOf,
  hangsOn(item) {
    const tile = asText(item.get(TILE));
    return tile === null ? [] : [{ kind: "dashboard_elements", id: tile }];
  },
  calls({ live, changes }) {
    const own = live === null ? 2 : changes.some(({ path }) => path === TILE) ? 3 : 1;
    return own + (changedKeys(changes).has(QUERY) ? 1 : 0);
  },
};

/** Returns the recipients of an alert: addresses, or the integrations or types of destinations without an address. */
function recipientsOf(form: JsonObject): string[] {
  return asObjects(form["destinations"]).flatMap((one) =>
    asText(one["email_address"]) ?? asText(one["action_hub_integration_id"]) ??
      asText(one["destination_type"]) ?? []
  );
}

/** The property that names the tile of an alert. Looker never changes it. */
const TILE = "dashboard_element_id";
const LOST_FOLLOWERS =
  "Looker cannot move an alert to another tile: a new alert is created and the old one disabled; followers " +
  "must follow the new one";

function isMoved(live: JsonObject | null, wanted: JsonObject): boolean {
  return live !== null && wanted[TILE] !== undefined && asText(live[TILE]) !== asText(wanted[TILE]);
}

/** Creates an alert again on its tile. The old alert is disabled and not deleted, because it has the history. */
async function remake(task: Task): Promise<Outcome> {
  const { live, writer, destinationId } = task;
  const { id, ...made } = await alerts.create({ ...task, live: null, destinationId: null });
  if (live?.["is_disabled"] !== true) {
    await writer.attempt(
      "old_alert",
      () => writer.patch("update_alert_field", { alert_id: destinationId }, { is_disabled: true }),
      { about: `the old alert ${destinationId} is still enabled` },
    );
  }
  return { id, ...made };
}

/** Returns required properties that the wanted form may lack: an owner, and the query of the alert's current tile. */
async function needed({ wanted, writer }: Task): Promise<JsonObject> {
  const found: JsonObject = {};
  if (asText(wanted["owner_id"]) === null && writer.options.ownId !== null) {
    found["owner_id"] = writer.options.ownId;
  }
  const tile = asText(wanted["dashboard_element_id"]);
  if (tile === null || asText(wanted["query_id"]) !== null) return found;
  const element = await writer.get("dashboard_element", {
    dashboard_element_id: tile,
    fields: "id,query_id,result_maker(query_id)",
  });
  const maker = asObject(element?.["result_maker"]);
  const query = asText(element?.["query_id"]) ?? asText(maker["query_id"]);
  return query === null ? found : { ...found, query_id: query };
}
