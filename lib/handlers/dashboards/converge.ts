/**
 * Turns a live dashboard into the wanted one, in place: changed parts are patched, missing ones made, and only when all
 * of them are there, extra ones removed. At no moment does it show fewer tiles than the smaller of before and after.
 *
 * @module
 */
import { asText, type JsonObject } from "../../codec/json_value.ts";
import { changedKeys, pick, withoutNulls } from "../../live/form_changes.ts";
import { own } from "../object_handler.ts";
import { certify } from "../shared_attributes.ts";
import type { Task } from "../task.ts";
import { ownDiff, pathOf, top } from "./dashboard_changes.ts";
import { OWN_REQUESTS } from "./dashboard_form.ts";
import { type DashboardForm, ownOf, type PartForm, type TabForm } from "./form_types.ts";
import type { Matched } from "./match_tiles.ts";
import { nameSteps } from "./name_steps.ts";
import { type PartList, PartsInPlace, stepOf } from "./parts_in_place.ts";
import { knownPlaces, putInPlace } from "./positions.ts";
import { takesThePlace, TileWriter } from "./write_tiles.ts";

/** Brings the dashboard `id`, whose form is `live`, to the task's wanted form. */
export async function converge(task: Task<DashboardForm>, id: string, live: DashboardForm): Promise<void> {
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
  private readonly parts: PartsInPlace;
  private readonly tiles: TileWriter;
  /** Live parts that go by other names for a moment. */
  private readonly renamed = new Map<PartForm, JsonObject>();
  /** Live parts that went before their time, because they held names. */
  private readonly gone = new Set<PartForm>();
  /** The live tab that is active; null when it is a new one. */
  private active: TabForm | null;
  /** Whether a tab was made, which gives tiles places on it. */
  private madeTab = false;

  constructor(
    private readonly task: Task<DashboardForm>,
    private readonly id: string,
    private readonly live: DashboardForm,
  ) {
    this.parts = new PartsInPlace(task, id, live);
    this.tiles = new TileWriter(task, this.parts);
    this.active = live.dashboard_layouts?.find((one) => one["active"] === true) ?? null;
  }

  /** Notes everything that is going to be made. */
  async intend(): Promise<void> {
    const { filters, elements, layouts } = this.parts.matched;
    const replacing = elements.pairs.filter(takesThePlace).map(({ wanted }) => wanted);
    await this.task.writer.intend([
      ...filters.missing.map((one) => stepOf("dashboard_filters", one)),
      ...layouts.missing.map((one) => stepOf("dashboard_layouts", one)),
      ...[...elements.missing, ...replacing].map((one) => stepOf("dashboard_elements", one)),
    ]);
  }

  async ownProperties(): Promise<void> {
    const { wanted, writer } = this.task;
    const [before, after] = [this.live, wanted].map((form) => own(top(form), OWN_REQUESTS));
    const body = pick(after ?? {}, changedKeys(ownDiff(before ?? {}, after ?? {})));
    await writer.attempt(
      Object.keys(body),
      () => writer.patch("update_dashboard", { dashboard_id: this.id }, body),
    );
    await certify(this.task, { operation: "update_dashboard_certification", id: this.id, live: this.live });
  }

  /** New ones in the order of their rows, because Looker shows them in the order in which they were made. */
  async filters(): Promise<void> {
    const { writer } = this.task, { filters } = this.parts.matched;
    await this.named("dashboard_filters", filters, {
      keys: ["name", "title"],
      change: ({ id }, body, at) =>
        writer.patch("update_dashboard_filter", { dashboard_filter_id: id, fields: "id" }, body, { at }),
      remove: ({ id }) => writer.send("delete_dashboard_filter", { dashboard_filter_id: id }),
    });
    const missing = filters.missing.toSorted((a, b) => Number(a["row"] ?? 0) - Number(b["row"] ?? 0));
    for (const wanted of missing) {
      const name = asText(wanted["name"]);
      await writer.attempt(
        pathOf("dashboard_filters", wanted),
        () =>
          this.parts.make("dashboard_filters", wanted, {
            body: withoutNulls(ownOf(wanted)),
            isIt: (one) => name !== null && one["name"] === name,
          }),
      );
    }
  }

  /** Tabs before the tiles that stand on them. The active one is told first: Looker takes none of them for inactive else. */
  async layouts(): Promise<void> {
    const { writer } = this.task, { layouts } = this.parts.matched;
    const update = ({ id }: PartForm, body: JsonObject, at: string): Promise<void> =>
      writer.patch("update_dashboard_layout", { dashboard_layout_id: id }, body, { at });
    for (const { wanted, live } of layouts.pairs) {
      if (wanted["active"] !== true || live["active"] === true) continue;
      const at = pathOf("dashboard_layouts", wanted);
      if (await writer.attempt(`${at}.active`, () => update(live, { active: true }, at))) this.active = live;
    }
    await this.named("dashboard_layouts", layouts, {
      keys: ["label"],
      change: (live, { active: _active, ...body }, at) => update(live, body, at),
      remove: (live) => this.removeLayout(live),
    });
    for (const wanted of layouts.missing) {
      this.madeTab = true;
      const isMade = await writer.attempt(
        pathOf("dashboard_layouts", wanted),
        () =>
          this.parts.make("dashboard_layouts", wanted, {
            body: withoutNulls(ownOf(wanted)),
            isIt: (one) => (one["label"] ?? null) === (wanted["label"] ?? null),
          }),
      );
      if (isMade && wanted["active"] === true) this.active = null;
    }
  }

  async elements(): Promise<void> {
    await this.tiles.write();
  }

  /** Brings parts that share no names to theirs, and to whatever else they are to have. */
  private async named<P extends PartForm>(
    list: PartList,
    parts: Matched<P>,
    { keys, change, remove }: {
      keys: readonly string[];
      change: (live: P, body: JsonObject, at: string) => Promise<void>;
      remove: (live: P) => Promise<unknown>;
    },
  ): Promise<void> {
    const { writer } = this.task;
    for (const step of nameSteps(parts, keys)) {
      if (step.do === "change") {
        const { pair: { wanted, live } } = step, at = pathOf(list, wanted);
        const now = { ...live, ...this.renamed.get(live) };
        const body = pick(ownOf(wanted), changedKeys(ownDiff(now, wanted)));
        if (Object.keys(body).length > 0) await writer.attempt(at, () => change(live, body, at));
      } else if (step.do === "rename") {
        const { live, names } = step;
        const isAway = await writer.attempt(pathOf(list, live), () => change(live, names, ""));
        if (isAway) this.renamed.set(live, names);
      } else if (await writer.attempt(pathOf(list, step.live), () => remove(step.live))) {
        this.gone.add(step.live);
      }
    }
  }

  /** The active tab stays: a dashboard cannot be without one. */
  private async removeLayout(live: PartForm): Promise<void> {
    if (live === this.active) return;
    await this.task.writer.send("delete_dashboard_layout", { dashboard_layout_id: live.id });
  }

  async positions(): Promise<void> {
    const going = [...this.parts.matched.elements.extra, ...this.tiles.replaced].map(({ id }) => id);
    const isAsRead = !this.madeTab && !this.tiles.placesChanged;
    await putInPlace(this.task, {
      id: this.id,
      known: isAsRead ? knownPlaces(this.live) : null,
      going: new Set(going),
      liveId: (kind, part) => this.parts.liveId(kind, part),
    });
  }

  /** What the wanted dashboard does not have. */
  async leftovers(): Promise<void> {
    const { writer } = this.task, { elements, filters, layouts } = this.parts.matched;
    for (const live of [...elements.extra, ...this.tiles.replaced]) {
      await writer.attempt(
        pathOf("dashboard_elements", live),
        () => writer.send("delete_dashboard_element", { dashboard_element_id: live.id }),
      );
    }
    for (const live of filters.extra.filter((one) => !this.gone.has(one))) {
      await writer.attempt(
        pathOf("dashboard_filters", live),
        () => writer.send("delete_dashboard_filter", { dashboard_filter_id: live.id }),
      );
    }
    for (const live of layouts.extra.filter((one) => !this.gone.has(one))) {
      await writer.attempt(pathOf("dashboard_layouts", live), () => this.removeLayout(live));
    }
  }
}
