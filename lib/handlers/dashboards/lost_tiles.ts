/**
 * Parts of a backup that a restore does not request: tiles whose content no longer exists, and tabs that Looker did not
 * return. Pure.
 *
 * @module
 */
import { type Reason, reason } from "../reason.ts";
import type { WriteOptions } from "../task.ts";
import type { DashboardForm, TileForm } from "./form_types.ts";
import { pathOf } from "./dashboard_changes.ts";
import { matchParts, sameSource } from "./match_tiles.ts";

/** Returns the wanted form of a dashboard without such tiles and their positions, and reports each to `omit`. */
export function leaveOutLost(
  wanted: DashboardForm,
  live: DashboardForm | null,
  { sameInstance, omit }: WriteOptions,
): DashboardForm {
  const { dashboard_elements: tiles = [], dashboard_layouts: tabs } = wanted;
  if (live === null && tabs === undefined) {
    const text = "the backup has no layout for it, because Looker returned none: Looker arranges the tiles";
    omit?.({ path: "dashboard_layouts", reason: reason("no_layout", text) });
  }
  const { missing, pairs } = matchParts(live ?? {}, wanted).elements;
  for (const { wanted: tile, live: there } of pairs) {
    // The tile exists, and shows something else or nothing.
    const why = lostOf(tile);
    if (why === null) continue;
    const isAsItWas = tile.broken === true || ["model_missing", "uncaptured"].includes(why.code);
    if (!(sameSource(tile, there) && isAsItWas)) {
      omit?.({ path: pathOf("dashboard_elements", tile), reason: why });
    }
  }
  const gone = new Set<TileForm>();
  for (const tile of missing) {
    const why = lossOf(tile, sameInstance);
    if (why === null) continue;
    gone.add(tile);
    omit?.({ path: pathOf("dashboard_elements", tile), reason: why });
  }
  if (gone.size === 0) return wanted;
  const ids = new Set([...gone].map(({ id }) => id));
  return {
    ...wanted,
    dashboard_elements: tiles.filter((tile) => !gone.has(tile)),
    ...(tabs !== undefined && {
      dashboard_layouts: tabs.map((tab) => ({
        ...tab,
        components: tab.components.filter(({ id }) => !ids.has(id)),
      })),
    }),
  };
}

function lostOf({ lost }: TileForm): Reason | null {
  return lost === undefined ? null : reason(lost.code, lost.text);
}

/** Returns why a tile cannot be created; null if it can. */
function lossOf(tile: TileForm, sameInstance: boolean): Reason | null {
  const lost = lostOf(tile);
  if (lost !== null) return lost;
  const isUncaptured = !sameInstance && typeof tile.source?.merge === "string";
  return isUncaptured ? reason("uncaptured", "its merge query was not captured") : null;
}

/**
 * Removes unknown tabs from the wanted form. A dashboard without captured tabs still has tabs, because Looker requires
 * one. If no captured tab is active, the restore does not change which tab is active.
 */
export function withKnownTabs(wanted: DashboardForm): DashboardForm {
  const { dashboard_layouts: layouts = [], ...rest } = wanted;
  if (layouts.length === 0) return rest;
  if (layouts.some(({ active }) => active === true)) return wanted;
  return { ...rest, dashboard_layouts: layouts.map(({ active: _active, ...layout }) => layout) };
}
