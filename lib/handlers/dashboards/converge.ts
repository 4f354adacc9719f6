/**
 * Changes a live dashboard into the wanted one, in place: changed parts are patched, missing ones are created, and
 * extra ones are removed only after all of them exist. It never has fewer tiles than the smaller of before and after.
 *
 * @module
 */
import { sideBySide } from "../../base/pool.ts";
import type { PartKind } from "../../looker/item_ref.ts";
import { asText, type JsonObject } from "../../codec/json_value.ts";
import { changedKeys, pick, withoutNulls } from "../../live/form_changes.ts";
import { own } from "../object_handler.ts";
import { certify } from "../shared_attributes.ts";
import type { Task } from "../task.ts";
import { ownDiff, pathOf, top } from "./dashboard_changes.ts";
import { OWN_REQUESTS } from "./dashboard_form.ts";
import { type DashboardForm, ownOf, type PartForm, type TabForm } from "./form_types.ts";
import type { Matched } from "./match_tiles.ts";
import { type NameStep, nameSteps, wavesOf } from "./name_steps.ts";
import { type PartList, PartsInPlace, stepOf } from "./parts_in_place.ts";
import { knownPlaces, mustBringBack, type Places, putInPlace } from "./positions.ts";
import { takesThePlace, TileWriter } from "./write_tiles.ts";

/** Changes the dashboard `id`, whose form is `live`, to the task's wanted form. */
export async function converge(task: Task<DashboardForm>, id: string, live: DashboardForm): Promise<void> {
  const work = new Convergence(task, id, live);
  await work.intend();
  await work.frame();
  await work.tilesInPlace();
  await work.leftovers();
}

class Convergence {
  private readonly parts: PartsInPlace;
  private readonly tiles: TileWriter;
  /** The temporary names of live parts. */
  private readonly renamed = new Map<PartForm, JsonObject>();
  /** Live parts that were removed early, because they had names that other parts need. */
  private readonly gone = new Set<PartForm>();
  /** The live tab that is active; null if the active tab is a new one. */
  private active: TabForm | null;
  /** Whether a tab was created. Looker gives tiles positions on a new tab. */
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

  /** Records all creates before they are sent. */
  async intend(): Promise<void> {
    const { filters, elements, layouts } = this.parts.matched;
    const replacing = elements.pairs.filter(takesThePlace).map(({ wanted }) => wanted);
    await this.task.writer.intend([
      ...filters.missing.map((one) => stepOf("dashboard_filters", one)),
      ...layouts.missing.map((one) => stepOf("dashboard_layouts", one)),
      ...[...elements.missing, ...replacing].map((one) => stepOf("dashboard_elements", one)),
    ]);
  }

  /** Writes what tiles need: filters, tabs and queries. These do not depend on each other. */
  async frame(): Promise<void> {
    await sideBySide([
      () => this.ownProperties(),
      () => this.filters(),
      () => this.layouts(),
      () => this.tiles.queries(),
    ]);
  }

  /** Writes tiles and then their positions; both at once if Looker does not create or move any positions itself. */
  async tilesInPlace(): Promise<void> {
    const known = this.madeTab || this.tiles.movesPlaces() ? null : knownPlaces(this.live);
    const { wanted } = this.task, liveId = this.liveId;
    if (known !== null && !mustBringBack(wanted, { known, liveId })) {
      return await sideBySide([() => this.tiles.write(), () => this.positions(known)]);
    }
    await this.tiles.write();
    await sideBySide([() => this.tiles.settle(), () => this.positions(known)]);
  }

  private readonly liveId = (kind: PartKind, part: PartForm): string | null => this.parts.liveId(kind, part);

  private async ownProperties(): Promise<void> {
    const { wanted, writer } = this.task;
    const [before, after] = [this.live, wanted].map((form) => own(top(form), OWN_REQUESTS));
    const body = pick(after ?? {}, changedKeys(ownDiff(before ?? {}, after ?? {})));
    await writer.attempt(
      Object.keys(body),
      () => writer.patch("update_dashboard", { dashboard_id: this.id }, body),
    );
    await certify(this.task, { operation: "update_dashboard_certification", id: this.id, live: this.live });
  }

  /**
   * Writes filters. New ones are created in the order of their rows, because Looker shows them in the order of
   * creation.
   */
  private async filters(): Promise<void> {
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

  /**
   * Writes tabs, before the tiles on them. Activates the active tab first, because otherwise Looker does not accept the
   * other tabs as inactive.
   */
  private async layouts(): Promise<void> {
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

  /** Gives parts with unique names their wanted names and other properties. */
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
    const take = async (step: NameStep<P>): Promise<void> => {
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
    };
    for (const wave of wavesOf(nameSteps(parts, keys), keys)) {
      await sideBySide(wave.map((step) => () => take(step)));
    }
  }

  /** Removes a tab, unless it is active. A dashboard always has an active tab. */
  private async removeLayout(live: PartForm): Promise<void> {
    if (live === this.active) return;
    await this.task.writer.send("delete_dashboard_layout", { dashboard_layout_id: live.id });
  }

  private async positions(known: Places | null): Promise<void> {
    const going = [...this.parts.matched.elements.extra, ...this.tiles.replaced].map(({ id }) => id);
    await putInPlace(this.task, {
      id: this.id,
      known,
      going: new Set(going),
      liveId: this.liveId,
    });
  }

  /** Removes the parts that the wanted dashboard does not have. */
  async leftovers(): Promise<void> {
    const { writer } = this.task, { elements, filters, layouts } = this.parts.matched;
    await sideBySide([...elements.extra, ...this.tiles.replaced].map((live) => () =>
      writer.attempt(
        pathOf("dashboard_elements", live),
        () => writer.send("delete_dashboard_element", { dashboard_element_id: live.id }),
      )
    ));
    // The tile of a filter is removed before the filter that it shows.
    await sideBySide([
      ...filters.extra.filter((one) => !this.gone.has(one)).map((live) => () =>
        writer.attempt(
          pathOf("dashboard_filters", live),
          () => writer.send("delete_dashboard_filter", { dashboard_filter_id: live.id }),
        )
      ),
      ...layouts.extra.filter((one) => !this.gone.has(one)).map((live) => () =>
        writer.attempt(pathOf("dashboard_layouts", live), () => this.removeLayout(live))
      ),
    ]);
  }
}
