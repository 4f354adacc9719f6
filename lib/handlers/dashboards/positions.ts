/**
 * The positions of the tiles of a dashboard. Looker creates the position of a tile on a tab itself; a client moves and
 * resizes it.
 *
 * @module
 */
import type { Task, Writer } from "../task.ts";
import { sideBySide } from "../../base/pool.ts";
import type { PartKind } from "../../looker/item_ref.ts";
import { asObjects, asText, type JsonObject } from "../../codec/json_value.ts";
import { changedKeys, pick } from "../../live/form_changes.ts";
import { diffForms, pathOf } from "./dashboard_changes.ts";
import { type DashboardForm, ownOf, type PartForm, type TabForm } from "./form_types.ts";

/** Positions by tab and then by tile, all by live ids. */
export type Places = ReadonlyMap<string, ReadonlyMap<string, JsonObject>>;

/** The inputs for positioning tiles. */
export interface Placing {
  /** The dashboard's id in the destination. */
  id: string;
  /** The current positions; null if Looker may have created or moved some since the dashboard was read. */
  known: Places | null;
  /** Live tiles that will be removed. */
  going: ReadonlySet<string>;
  /** Returns the live id of a wanted tab, or of the tile of a wanted position; null if it could not be created. */
  liveId: (kind: PartKind, part: PartForm) => string | null;
}

/** Moves and resizes tiles, and deletes positions that are not wanted. */
export async function putInPlace(
  { wanted, writer }: Task<DashboardForm>,
  { id, known, going, liveId }: Placing,
): Promise<void> {
  const { dashboard_layouts: layouts } = wanted;
  if (layouts === undefined) return;
  let current = known ?? await readPlaces(writer, id);
  if (await bringBack(writer, layouts, { current, liveId })) current = await readPlaces(writer, id);
  const moves: (() => Promise<unknown>)[] = [];
  for (const layout of layouts) {
    const there = current.get(liveId("dashboard_layouts", layout) ?? "") ?? new Map<string, JsonObject>();
    const places = new Map(
      layout.components.map((one) => [liveId("dashboard_elements", one), one]),
    );
    const at = pathOf("dashboard_layouts", layout);
    for (const [element, component] of there) {
      const place = places.get(element);
      // Looker gives a new tile or tab positions. The ones that are not wanted are deleted again.
      const goal = place !== undefined ? ownOf(place) : going.has(element) ? {} : { deleted: true };
      const body = pick(goal, changedKeys(diffForms(component, goal)));
      if (Object.keys(body).length === 0) continue;
      const params = { dashboard_layout_component_id: asText(component["id"]), fields: "id" };
      const path = `${at}.components[${place?.from ?? element}]`;
      moves.push(() =>
        writer.attempt(
          path,
          () => writer.patch("update_dashboard_layout_component", params, body, { at: path }),
        )
      );
    }
  }
  await sideBySide(moves);
}

/** Whether tiles must be restored to tabs that have no position for them. Other tiles can be moved only after that. */
export function mustBringBack(
  { dashboard_layouts: layouts = [] }: DashboardForm,
  { known, liveId }: Pick<Placing, "liveId"> & { known: Places },
): boolean {
  return withoutPlace(layouts, { current: known, liveId }).length > 0;
}

/**
 * Restores tiles that are on none of their tabs to one of them. A client cannot create a position, but Looker creates
 * one for a tile that is put on a tab. Returns whether there were such tiles.
 */
async function bringBack(
  writer: Writer,
  layouts: readonly TabForm[],
  { current, liveId }: { current: Places } & Pick<Placing, "liveId">,
): Promise<boolean> {
  const lost = withoutPlace(layouts, { current, liveId });
  await sideBySide(lost.map(([element, tab]) => () => {
    const params = { dashboard_element_id: element, fields: "id" };
    return writer.attempt(
      `dashboard_elements[${element}].dashboard_layout_id`,
      () => writer.send("update_dashboard_element", params, { dashboard_layout_id: tab }),
    );
  }));
  return lost.length > 0;
}

/** Returns the live ids of tiles that are on none of their wanted tabs, each with the first of these tabs. */
function withoutPlace(
  layouts: readonly TabForm[],
  { current, liveId }: { current: Places } & Pick<Placing, "liveId">,
): [element: string, tab: string | null][] {
  const tabs = new Map<string, string[]>();
  for (const layout of layouts) {
    for (const place of layout.components) {
      if (place["deleted"] === true) continue;
      const element = liveId("dashboard_elements", place), tab = liveId("dashboard_layouts", layout);
      if (element === null || tab === null) continue;
      const on = tabs.get(element);
      if (on === undefined) tabs.set(element, [tab]);
      else on.push(tab);
    }
  }
  return [...tabs].filter(([element, on]) => !on.some((tab) => current.get(tab)?.has(element)))
    .map(([element, [tab = null]]) => [element, tab]);
}

/** Reads the current positions. */
async function readPlaces(writer: Writer, id: string): Promise<Places> {
  const layouts = await writer.list("dashboard_dashboard_layouts", { dashboard_id: id });
  return new Map(layouts.map((layout) => [
    asText(layout["id"]) ?? "",
    new Map(
      asObjects(layout["dashboard_layout_components"]).map((one) => [
        asText(one["dashboard_element_id"]) ?? "",
        one,
      ]),
    ),
  ]));
}

/** Returns the positions in the form of a live dashboard. */
export function knownPlaces({ dashboard_layouts: tabs = [] }: DashboardForm): Places {
  return new Map(
    tabs.map(({ id, components }) => [
      id,
      new Map(components.map((one) => [one.id, { ...ownOf(one), id: one.component }])),
    ]),
  );
}
