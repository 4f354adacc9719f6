/**
 * Turns a live dashboard into the wanted one, in place: changed parts are patched, missing ones made, and only when all
 * of them are there, extra ones removed. At no moment does it show fewer tiles than the smaller of before and after.
 *
 * @module
 */
import type { Task } from "../task.ts";
import { isPlaceholder } from "../../../live/placeholders.ts";
import type { PartKind } from "../../../looker/item_ref.ts";
import {
  asObject,
  asObjects,
  asText,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from "../../../codec/json_value.ts";
import { changedKeys, pick, withoutNulls } from "../../../live/form_changes.ts";
import { certify } from "../shared_attributes.ts";
import { createMerge, createQuery } from "../queries.ts";
import { diffElements, ownDiff, ownOf, pathOf, top } from "./dashboard_changes.ts";
import { ECHOES, FROM, ID } from "./dashboard_form.ts";
import { knownPlaces, putInPlace } from "./positions.ts";
import { elementName, isWithoutData, type Matched, matchParts, partIds, partKey } from "./match_tiles.ts";
import { nameSteps } from "./name_steps.ts";

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
  /** Live parts that go by other names for a moment. */
  private readonly renamed = new Map<JsonObject, JsonObject>();
  /** Live parts that went before their time, because they held names. */
  private readonly gone = new Set<JsonObject>();
  /** The live tab that is active; null when it is a new one. */
  private active: JsonObject | null;
  /** Whether Looker has made or moved places by itself since the dashboard was read. */
  private placesChanged = false;

  constructor(private readonly task: Task, private readonly id: string, private readonly live: JsonObject) {
    this.parts = matchParts(live, task.wanted);
    this.active = asObjects(live["dashboard_layouts"]).find((one) => one["active"] === true) ?? null;
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
    await writer.attempt(
      Object.keys(body),
      () => writer.patch("update_dashboard", { dashboard_id: this.id }, body),
    );
    await certify(this.task, { operation: "update_dashboard_certification", id: this.id, live: this.live });
  }

  /** New ones in the order of their rows, because Looker shows them in the order in which they were made. */
  async filters(): Promise<void> {
    const { writer } = this.task, { filters } = this.parts;
    await this.named("dashboard_filters", filters, {
      keys: ["name", "title"],
      change: (live, body, at) =>
        writer.patch(
          "update_dashboard_filter",
          { dashboard_filter_id: asText(live[ID]), fields: "id" },
          body,
          {
            at,
          },
        ),
      remove: (live) => writer.send("delete_dashboard_filter", { dashboard_filter_id: asText(live[ID]) }),
    });
    const missing = filters.missing.sort((a, b) => Number(a["row"] ?? 0) - Number(b["row"] ?? 0));
    for (const wanted of missing) {
      const name = asText(wanted["name"]);
      await writer.attempt(pathOf("dashboard_filters", wanted), () =>
        this.make("dashboard_filters", wanted, {
          operation: "create_dashboard_filter",
          body: { ...withoutNulls(ownOf(wanted)), dashboard_id: this.id },
          list: "dashboard_dashboard_filters",
          isIt: (one) => name !== null && one["name"] === name,
        }));
    }
  }

  /** Tabs before the tiles that stand on them. The active one is told first: Looker takes none of them for inactive else. */
  async layouts(): Promise<void> {
    const { writer } = this.task, { layouts } = this.parts;
    const update = (live: JsonObject, body: JsonObject, at: string): Promise<void> =>
      writer.patch("update_dashboard_layout", { dashboard_layout_id: asText(live[ID]) }, body, { at });
    for (const { wanted, live } of layouts.pairs) {
      if (wanted["active"] !== true || live["active"] === true) continue;
      const at = pathOf("dashboard_layouts", wanted);
      if (await writer.attempt(`${at}.active`, () => update(live, { active: true }, at))) this.isActive(live);
    }
    await this.named("dashboard_layouts", layouts, {
      keys: ["label"],
      change: (live, { active: _active, ...body }, at) => update(live, body, at),
      remove: (live) => this.removeLayout(live),
    });
    for (const wanted of layouts.missing) {
      this.placesChanged = true;
      const isMade = await writer.attempt(
        pathOf("dashboard_layouts", wanted),
        () =>
          this.make("dashboard_layouts", wanted, {
            operation: "create_dashboard_layout",
            body: { ...withoutNulls(ownOf(wanted)), dashboard_id: this.id },
            list: "dashboard_dashboard_layouts",
            isIt: (one) => (one["label"] ?? null) === (wanted["label"] ?? null),
          }),
      );
      if (isMade && wanted["active"] === true) this.isActive(null);
    }
  }

  /** Brings parts that share no names to theirs, and to whatever else they are to have. */
  private async named(
    list: PartList,
    parts: Matched,
    { keys, change, remove }: {
      keys: readonly string[];
      change: (live: JsonObject, body: JsonObject, at: string) => Promise<void>;
      remove: (live: JsonObject) => Promise<unknown>;
    },
  ): Promise<void> {
    for (const step of nameSteps(parts, keys)) {
      if (step.do === "change") {
        const { pair: { wanted, live } } = step, at = pathOf(list, wanted);
        const now = { ...live, ...this.renamed.get(live) };
        const body = pick(ownOf(wanted), changedKeys(ownDiff(now, wanted)));
        if (Object.keys(body).length > 0) await this.task.writer.attempt(at, () => change(live, body, at));
      } else if (step.do === "rename") {
        const { live, names } = step;
        const isAway = await this.task.writer.attempt(pathOf(list, live), () => change(live, names, ""));
        if (isAway) this.renamed.set(live, names);
      } else if (await this.task.writer.attempt(pathOf(list, step.live), () => remove(step.live))) {
        this.gone.add(step.live);
      }
    }
  }

  /** Notes which tab is the active one now; null for one that was just made. */
  private isActive(live: JsonObject | null): void {
    this.active = live;
  }

  /** The active tab stays: a dashboard cannot be without one. */
  private async removeLayout(live: JsonObject): Promise<void> {
    if (live === this.active) return;
    await this.task.writer.send("delete_dashboard_layout", { dashboard_layout_id: asText(live[ID]) });
  }

  /** Missing tiles first: what takes the place of another stands before that one goes. */
  async elements(): Promise<void> {
    for (const wanted of this.parts.elements.missing) {
      await this.element(wanted, () => this.makeElement(wanted));
    }
    for (const pair of this.parts.elements.pairs) {
      const { wanted, live } = pair;
      if (!takesThePlace(pair)) await this.element(wanted, () => this.patchElement(wanted, live));
      else if (await this.element(wanted, () => this.makeElement(wanted))) this.replaced.push(live);
    }
  }

  /** Work on one tile; when it fails, it is named with the model that it is of. */
  private async element(wanted: JsonObject, work: () => Promise<void>): Promise<boolean> {
    const models = modelsOf(wanted);
    const about = models.length === 0 ? null : `of the model ${models.join(", ")}`;
    return await this.task.writer.attempt(pathOf("dashboard_elements", wanted), work, { about });
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

  /** What the wanted dashboard does not have. */
  async leftovers(): Promise<void> {
    const { writer } = this.task, { elements, filters, layouts } = this.parts;
    for (const live of [...elements.extra, ...this.replaced]) {
      await writer.attempt(
        pathOf("dashboard_elements", live),
        () => writer.send("delete_dashboard_element", { dashboard_element_id: asText(live[ID]) }),
      );
    }
    for (const live of filters.extra.filter((one) => !this.gone.has(one))) {
      await writer.attempt(
        pathOf("dashboard_filters", live),
        () => writer.send("delete_dashboard_filter", { dashboard_filter_id: asText(live[ID]) }),
      );
    }
    for (const live of layouts.extra.filter((one) => !this.gone.has(one))) {
      await writer.attempt(pathOf("dashboard_layouts", live), () => this.removeLayout(live));
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
      Object.assign(maker, asObject(wanted[ECHOES]), asObject(wanted["_maker"]));
    } else if (changes.some(({ path }) => path.startsWith("result_maker."))) {
      Object.assign(maker, asObject(wanted["_maker"]));
    }
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
      const at = pathOf("dashboard_elements", wanted);
      await this.task.writer.patch("update_dashboard_element", params, step, { at });
    }
  }

  /** On which tab a tile stands, and which filter it shows. */
  private placeOf(wanted: JsonObject): JsonObject {
    const layout = asText(wanted["_layout"]), filter = asText(wanted["_filter"]);
    const tab = layout === null ? null : this.idOf("dashboard_layouts", layout);
    // Without its filter a tile of one cannot be: Looker says so by the id that the filter had.
    const shown = filter === null ? null : this.idOf("dashboard_filters", filter) ?? filter;
    return {
      // A tile whose tab could not be made stands on the active one.
      ...(tab !== null && { dashboard_layout_id: tab }),
      ...(shown !== null && !isPlaceholder(shown) && { filter_id: shown }),
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
    return {};
  }

  private async make(
    kind: PartList,
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
      at: pathOf(kind, wanted),
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

  /** The id that a wanted part has in the destination; null for one that could not be made. */
  private liveId(kind: PartKind, part: JsonObject): string | null {
    return this.idOf(kind, asText(part[ID]) ?? "");
  }

  /** As {@linkcode liveId}. What is still to be made has no id here: the one that the backup knows is something else. */
  private idOf(kind: PartKind, id: string): string | null {
    const known = this.ids.get(partKey(kind, id));
    if (known !== undefined) return known;
    const isUnmade = isPlaceholder(id) || this.partsOf(kind).missing.some((one) => asText(one[ID]) === id);
    return isUnmade ? null : id;
  }

  /** Parts that were recognised by their content are remembered by their ids. */
  private remember(kind: PartKind, { pairs }: Matched): void {
    for (const { wanted, live } of pairs) {
      const from = asText(wanted[FROM]) ?? "", to = asText(live[ID]) ?? "";
      if (from !== to) this.task.writer.map(kind, from, to);
    }
  }
}

/** Lists of parts. */
type PartList = "dashboard_filters" | "dashboard_elements" | "dashboard_layouts";

/** The models of what a tile shows. */
function modelsOf(tile: JsonObject): string[] {
  const { query, merge } = asObject(tile["_source"]);
  const queries = [query, ...asObjects(asObject(merge)["source_queries"]).map((source) => source["_query"])];
  return [...new Set(queries.flatMap((one) => asText(asObject(one)["model"]) ?? []))];
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
