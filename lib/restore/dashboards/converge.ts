/**
 * Turns a live dashboard into the wanted one, in place: changed parts are patched, missing ones made, and only when all
 * of them are there, extra ones removed. At no moment does it show fewer tiles than the smaller of before and after.
 *
 * @module
 */
import {
  asObject,
  asObjects,
  asText,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from "../../codec/json_value.ts";
import { changedKeys, pick, withoutNulls } from "../diff.ts";
import type { Task } from "../kind.ts";
import { certify } from "../kinds/certification.ts";
import { createMerge, createQuery } from "../kinds/queries.ts";
import type { PartKind } from "../refs.ts";
import { diffElements, matchParts, ownDiff, ownOf, partIds, partKey, top } from "./diff.ts";
import { ECHOES, FROM, ID } from "./form.ts";
import { knownPlaces, putInPlace } from "./positions.ts";
import { elementName, isWithoutData, type Matched } from "./match.ts";

/** Brings the dashboard `id`, whose form is `live`, to the task's wanted form. */
export async function converge(task: Task, id: string, live: JsonObject): Promise<void> {
  const work = new Convergence(task, id, live);
  await work.intend();
  await work.ownProperties();
  await work.filters();
  await work.layouts();
  await work.elements();
  await work.positions();
  await work.leftovers();
}

class Convergence {
  private readonly parts: { filters: Matched; elements: Matched; layouts: Matched };
  /** Ids of the live parts, by {@linkcode partKey} of the ids they have in the wanted form. */
  private readonly ids: Map<string, string>;
  /** Live tiles that others take the place of. */
  private readonly replaced: JsonObject[] = [];
  /** Whether Looker has made or moved places by itself since the dashboard was read. */
  private placesChanged = false;

  constructor(private readonly task: Task, private readonly id: string, private readonly live: JsonObject) {
    this.parts = matchParts(live, task.wanted);
    this.ids = new Map(partIds(this.parts));
    this.remember("dashboard_filters", this.parts.filters);
    this.remember("dashboard_elements", this.parts.elements);
    this.remember("dashboard_layouts", this.parts.layouts);
  }

  /** Notes everything that is going to be made. */
  async intend(): Promise<void> {
    const { filters, elements, layouts } = this.parts;
    const replacing = elements.pairs.filter(takesThePlace).map(({ wanted }) => wanted);
    await this.task.writer.intend([
      ...filters.missing.map((one) => stepOf("dashboard_filters", one)),
      ...layouts.missing.map((one) => stepOf("dashboard_layouts", one)),
      ...[...elements.missing, ...replacing].map((one) => stepOf("dashboard_elements", one)),
    ]);
  }

  async ownProperties(): Promise<void> {
    const { wanted, writer } = this.task;
    const body = pick(ownOf(top(wanted)), changedKeys(ownDiff(top(this.live), top(wanted))));
    if (Object.keys(body).length > 0) await writer.send("update_dashboard", { dashboard_id: this.id }, body);
    await certify(this.task, { operation: "update_dashboard_certification", id: this.id, live: this.live });
  }

  /** In the order of their rows, because Looker shows them in the order in which they were made. */
  async filters(): Promise<void> {
    const { writer } = this.task;
    for (const { wanted, live } of this.parts.filters.pairs) {
      const body = pick(ownOf(wanted), changedKeys(ownDiff(live, wanted)));
      if (Object.keys(body).length === 0) continue;
      await writer.send("update_dashboard_filter", {
        dashboard_filter_id: asText(live[ID]),
        fields: "id",
      }, body);
    }
    const missing = this.parts.filters.missing.sort((a, b) => Number(a["row"] ?? 0) - Number(b["row"] ?? 0));
    for (const wanted of missing) {
      const name = asText(wanted["name"]);
      await this.make("dashboard_filters", wanted, {
        operation: "create_dashboard_filter",
        body: { ...withoutNulls(ownOf(wanted)), dashboard_id: this.id },
        list: "dashboard_dashboard_filters",
        isIt: (one) => name !== null && one["name"] === name,
      });
    }
  }

  /** Tabs before the tiles that stand on them. */
  async layouts(): Promise<void> {
    for (const { wanted, live } of this.parts.layouts.pairs) {
      const body = pick(ownOf(wanted), changedKeys(ownDiff(live, wanted)));
      if (Object.keys(body).length === 0) continue;
      await this.task.writer.send("update_dashboard_layout", { dashboard_layout_id: asText(live[ID]) }, body);
    }
    for (const wanted of this.parts.layouts.missing) {
      this.placesChanged = true;
      await this.make("dashboard_layouts", wanted, {
        operation: "create_dashboard_layout",
        body: { ...withoutNulls(ownOf(wanted)), dashboard_id: this.id },
        list: "dashboard_dashboard_layouts",
        isIt: (one) => (one["label"] ?? null) === (wanted["label"] ?? null),
      });
    }
  }

  /** Missing tiles first: what takes the place of another stands before that one goes. */
  async elements(): Promise<void> {
    for (const wanted of this.parts.elements.missing) await this.makeElement(wanted);
    for (const pair of this.parts.elements.pairs) {
      const { wanted, live } = pair;
      if (takesThePlace(pair)) {
        this.replaced.push(live);
        await this.makeElement(wanted);
      } else await this.patchElement(wanted, live);
    }
  }

  async positions(): Promise<void> {
    const going = [...this.parts.elements.extra, ...this.replaced].map((one) => asText(one[ID]) ?? "");
    await putInPlace(this.task, {
      id: this.id,
      known: this.placesChanged ? null : knownPlaces(this.live),
      going: new Set(going),
      liveId: (kind, part) => this.liveId(kind, part),
    });
  }

  /** What the wanted dashboard does not have. The active tab always stays: a dashboard cannot be without one. */
  async leftovers(): Promise<void> {
    const { writer } = this.task;
    for (const live of [...this.parts.elements.extra, ...this.replaced]) {
      await writer.send("delete_dashboard_element", { dashboard_element_id: asText(live[ID]) });
    }
    for (const live of this.parts.filters.extra) {
      await writer.send("delete_dashboard_filter", { dashboard_filter_id: asText(live[ID]) });
    }
    for (const live of this.parts.layouts.extra) {
      if (live["active"] === true) continue;
      await writer.send("delete_dashboard_layout", { dashboard_layout_id: asText(live[ID]) });
    }
  }

  private async makeElement(wanted: JsonObject): Promise<void> {
    this.placesChanged = true;
    const name = elementName(wanted), type = wanted["type"] ?? null;
    const maker = withoutNulls({ ...asObject(wanted[ECHOES]), ...asObject(wanted["_maker"]) });
    const isLook = asObject(wanted["_source"])["look"] !== undefined;
    const body: JsonObject = {
      ...withoutNulls(ownOf(wanted)),
      dashboard_id: this.id,
      ...this.placeOf(wanted),
    };
    if (!isWithoutData(wanted)) {
      Object.assign(body, await this.dataOf(wanted));
      if (Object.keys(maker).length > 0 && !isLook) {
        body["result_maker"] = { ...maker, ...asObject(body["result_maker"]) };
      }
    }
    await this.make("dashboard_elements", wanted, {
      operation: "create_dashboard_element",
      body,
      list: "dashboard_dashboard_elements",
      isIt: (one) => elementName(one) === name && (one["type"] ?? null) === type,
    });
    // A look's tile is made of the look alone: to which filters it listens comes after.
    if (isLook && listensTo(maker)) {
      const params = { dashboard_element_id: this.liveId("dashboard_elements", wanted), fields: "id" };
      await this.task.writer.send("update_dashboard_element", params, { result_maker: maker });
    }
  }

  private async patchElement(wanted: JsonObject, live: JsonObject): Promise<void> {
    const body = pick(ownOf(wanted), changedKeys(ownDiff(live, wanted)));
    const changes = diffElements(live, wanted, this.ids);
    const maker: JsonObject = {};
    if (changes.some(({ path }) => /^(query|source)\b/.test(path))) {
      Object.assign(body, await this.dataOf(wanted));
      // With another source goes what belongs to it.
      Object.assign(maker, asObject(wanted[ECHOES]));
    }
    if (changes.some(({ path }) => path.startsWith("result_maker."))) Object.assign(maker, wanted["_maker"]);
    if (Object.keys(maker).length > 0) body["result_maker"] = { ...maker, ...asObject(body["result_maker"]) };
    const place = this.placeOf(wanted);
    for (const { path } of changes) {
      if (path === "dashboard_layout_id" || path === "filter_id") body[path] = place[path] ?? null;
      // Its place on the former tab goes, and it gets another on the new one.
      if (path === "dashboard_layout_id") this.placesChanged = true;
    }
    const params = { dashboard_element_id: asText(live[ID]), fields: "id" }, { result_maker, ...rest } = body;
    // Made of a look, a tile loses what was set on it: that comes after.
    const isAnew = rest["look_id"] !== undefined && result_maker !== undefined;
    const steps = !isAnew ? [body] : listensTo(result_maker) ? [rest, { result_maker }] : [rest];
    for (const step of steps) {
      if (Object.keys(step).length > 0) await this.task.writer.send("update_dashboard_element", params, step);
    }
  }

  /** On which tab a tile stands, and which filter it shows. */
  private placeOf(wanted: JsonObject): JsonObject {
    const layout = asText(wanted["_layout"]), filter = asText(wanted["_filter"]);
    return {
      ...(layout !== null && { dashboard_layout_id: this.idOf("dashboard_layouts", layout) }),
      ...(filter !== null && { filter_id: this.idOf("dashboard_filters", filter) }),
    };
  }

  /** What a tile shows, as an id; the query is made when there is none of its definition. */
  private async dataOf(wanted: JsonObject): Promise<JsonObject> {
    const { writer } = this.task;
    const source = asObject(wanted["_source"]);
    if (source["look"] !== undefined) return { look_id: source["look"] };
    if (isJsonObject(source["query"])) return { query_id: await createQuery(writer, source["query"]) };
    if (isJsonObject(source["merge"])) return { merge_result_id: await createMerge(writer, source["merge"]) };
    if (source["merge"] !== undefined) return { merge_result_id: source["merge"] };
    const sql = source["sql_query_id"];
    return sql === undefined ? {} : { result_maker: { sql_query_id: sql } };
  }

  private async make(
    kind: PartKind,
    wanted: JsonObject,
    { operation, body, list, isIt }: {
      operation: "create_dashboard_filter" | "create_dashboard_element" | "create_dashboard_layout";
      body: JsonObject;
      list: "dashboard_dashboard_filters" | "dashboard_dashboard_elements" | "dashboard_dashboard_layouts";
      isIt: (one: JsonObject) => boolean;
    },
  ): Promise<void> {
    const { writer } = this.task;
    const from = asText(wanted[FROM]) ?? "";
    const known = this.known(kind);
    const made = await writer.create({
      operation,
      body,
      params: { fields: "id" },
      step: stepOf(kind, wanted),
      makes: { kind, id: from },
      find: async () => {
        const all = await writer.list(list, { dashboard_id: this.id });
        return all.find((one) => !known.has(asText(one["id"]) ?? "") && isIt(one)) ?? null;
      },
    });
    this.ids.set(partKey(kind, asText(wanted[ID]) ?? ""), asText(made["id"]) ?? "");
  }

  /** Ids of live parts of a kind that are something already: no earlier try has made them. */
  private known(kind: PartKind): Set<string> {
    const ids = [...this.ids].filter(([key]) => key.startsWith(partKey(kind, ""))).map(([, id]) => id);
    return new Set([...ids, ...this.partsOf(kind).extra.map((one) => asText(one[ID]) ?? "")]);
  }

  private partsOf(kind: PartKind): Matched {
    const { filters, elements, layouts } = this.parts;
    return kind === "dashboard_filters" ? filters : kind === "dashboard_elements" ? elements : layouts;
  }

  private liveId(kind: PartKind, part: JsonObject): string {
    return this.idOf(kind, asText(part[ID]) ?? "");
  }

  private idOf(kind: PartKind, id: string): string {
    return this.ids.get(partKey(kind, id)) ?? id;
  }

  /** Parts that were recognised by their content are remembered by their ids. */
  private remember(kind: PartKind, { pairs }: Matched): void {
    for (const { wanted, live } of pairs) {
      const from = asText(wanted[FROM]) ?? "", to = asText(live[ID]) ?? "";
      if (from !== to) this.task.writer.map(kind, from, to);
    }
  }
}

/** The step in which a part is made. */
function stepOf(kind: PartKind, wanted: JsonObject): string {
  return `${kind}/${asText(wanted[FROM]) ?? ""}`;
}

/** Whether a tile must be made anew, because the one that is there is of another sort. */
function takesThePlace({ wanted, live }: Matched["pairs"][number]): boolean {
  return isWithoutData(wanted) !== isWithoutData(live);
}

/** Whether anything is set of what a tile listens to. */
function listensTo(maker: JsonValue): boolean {
  return asObjects(asObject(maker)["filterables"]).length > 0;
}
