/**
 * Conversational agents: their context, their golden queries, and who may use them.
 *
 * @module
 */
import { reason } from "./reason.ts";
import { outcome, type Task, type Writer } from "./task.ts";
import { asObjects, asText, type JsonObject, type JsonValue, sameJson } from "../codec/json_value.ts";
import { changedKeys, withoutNulls } from "../live/form_changes.ts";
import { accessFacts } from "../looker/rights/facts.ts";
import { writable } from "../looker/writable.ts";
import {
  ACCESS,
  accessCalls,
  accessForm,
  type FormWithAccess,
  keepOwnRow,
  readAccess,
  writeAccess,
} from "./access.ts";
import type { Handler } from "./handler.ts";
import { type Basics, createObject, own, ownChanges, updated, writableForm } from "./object_handler.ts";
import { key } from "./shared_attributes.ts";

const OWNER = "created_by_user_id", GOLDEN = "golden_queries", GOLDEN_IDS = "golden_query_ids";

const basics: Basics = {
  ownRequests: [ACCESS, GOLDEN],
  listing: { operation: "search_agents", fields: `id,name,${OWNER},deleted`, trash: { deleted: true } },
  keys(item, refs) {
    const owner = asText(item.get(OWNER));
    return [
      ...(owner === null ? [] : key("owned", item.get("name"), refs.owner(owner))),
      ...key("name", item.get("name")),
    ];
  },
};

/** The form of an agent. */
interface AgentForm extends FormWithAccess {
  golden_queries?: JsonObject[];
}

/** Agents. An agent in the trash is undeleted and keeps its id. */
export const agents: Handler<AgentForm> = {
  type: "agents",
  ...basics,
  removal: "trash",
  unrestorable: () => null,
  form(body, refs) {
    const access = accessForm(body, refs), golden = body[GOLDEN];
    const form = writableForm(body, refs, { schema: "Agent", owner: OWNER, drop: [GOLDEN_IDS], basics });
    for (const source of asObjects(form["sources"])) {
      const model = asText(source["model"]);
      if (model !== null) refs.model(model);
    }
    return {
      ...form,
      ...(Array.isArray(golden) &&
        { [GOLDEN]: asObjects(golden).map((one) => writable("GoldenQuery", one)) }),
      ...(access !== null && { access }),
    };
  },
  applyPolicy(wanted, live, options) {
    const made = (wanted[GOLDEN] ?? []).filter((one) => !(live?.[GOLDEN] ?? []).some(asksTheSame(one)));
    if (made.length > 0) options.omit?.({ path: `${GOLDEN}.query`, reason: reason("no_api", NO_QUERY) });
    return keepOwnRow(wanted, live, options);
  },
  reads: 3,
  async read(reader, id) {
    const body = await reader.get("get_agent", { agent_id: id });
    return body === null ? null : { ...body, _vault: await readAccess(reader, body) };
  },
  async create(task) {
    const ids = await goldenIds(task, []);
    const body = { ...withoutNulls(own(task.wanted, basics)), ...(ids.length > 0 && { [GOLDEN_IDS]: ids }) };
    const id = await createObject(task, basics, { create: "create_agent", body });
    await putAccess(task, id);
    return outcome(id);
  },
  async update(task) {
    const { writer, live, destinationId } = task, changed = changedKeys(task.changes);
    const id = destinationId ?? "", body: JsonObject = ownChanges(task, basics);
    if (changed.has(GOLDEN)) body[GOLDEN_IDS] = await goldenIds(task, asObjects(live?.[GOLDEN]));
    await writer.patch("update_agent", { agent_id: id }, body);
    if (changed.has(ACCESS)) await putAccess(task, id);
    return updated(task);
  },
  rights: (item) => accessFacts(item, "agents", ACCESS),
  calls: ({ wanted }) => 2 + (wanted[GOLDEN]?.length ?? 0) + accessCalls(wanted.access),
  remove: async (writer, id) => void await writer.send("update_agent", { agent_id: id }, { deleted: true }),
};

const NO_QUERY =
  "Looker's API accepts the questions and the answer of a golden query, but not its query: choose the query in Looker";

function asksTheSame(one: JsonObject): (other: JsonObject) => boolean {
  return (other) => sameJson(other["questions"] ?? null, one["questions"] ?? null);
}

/**
 * Returns the ids of the wanted golden queries. Keeps a query that asks the same questions, and updates it if it
 * differs.
 */
async function goldenIds({ wanted, writer }: Task<AgentForm>, there: JsonObject[]): Promise<JsonValue[]> {
  const left = [...there], ids: JsonValue[] = [];
  for (const [at, one] of (wanted[GOLDEN] ?? []).entries()) {
    const found = left.findIndex(asksTheSame(one));
    const [kept] = found < 0 ? [] : left.splice(found, 1);
    if (kept === undefined) {
      ids.push(await makeGolden(writer, one, at));
      continue;
    }
    if (!sameJson(writable("GoldenQuery", kept), one)) {
      await writer.patch("update_golden_query", { golden_query_id: asText(kept["id"]) }, one);
    }
    ids.push(kept["id"] ?? null);
  }
  return ids;
}

/**
 * Creates a golden query. `find` cannot find an earlier try, because Looker does not list golden queries without an
 * agent.
 */
async function makeGolden(writer: Writer, body: JsonObject, at: number): Promise<JsonValue> {
  const made = await writer.create({
    operation: "create_golden_query",
    body: withoutNulls(body),
    step: `${GOLDEN}/${at}`,
    isHidden: true,
    find: () => Promise.resolve(null),
  });
  return made["id"] ?? null;
}

async function putAccess({ wanted, live, writer }: Task<AgentForm>, id: string): Promise<void> {
  if (wanted.access === undefined) return;
  const agent = live ?? await writer.get("get_agent", { agent_id: id, fields: "id,content_metadata_id" });
  const metadata = asText(agent?.["content_metadata_id"]);
  if (metadata !== null) await writeAccess(writer, metadata, wanted.access);
}
