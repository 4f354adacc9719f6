/**
 * A dashboard in its state in the target instance, with single tiles, filters and tabs in their state in the backup.
 * Pure.
 *
 * @module
 */
import { type PartPick, pickedIds, pickedKeys } from "../part_picks.ts";
import { pick } from "../../live/form_changes.ts";
import {
  type DashboardForm,
  ownOf,
  type PartForm,
  type PlaceForm,
  type TabForm,
  type TileForm,
} from "./form_types.ts";
import { type Matched, matchParts } from "./match_tiles.ts";

/**
 * Returns the live form with the picked parts of the wanted one. A picked tab includes the tiles that are on it in the
 * backup.
 */
export function withPickedParts(
  live: DashboardForm,
  wanted: DashboardForm,
  picks: readonly PartPick[],
): DashboardForm {
  return new Pick(live, wanted, picks).merged();
}

class Pick {
  private readonly matched;
  private readonly tabs: ReadonlySet<string>;
  private readonly tiles: ReadonlySet<string>;
  private readonly filters: ReadonlySet<string>;
  /** The picked wanted tiles in the merged form, by `from`. */
  private readonly placed = new Map<string, { tile: TileForm; isNew: boolean }>();

  constructor(
    private readonly live: DashboardForm,
    private readonly wanted: DashboardForm,
    private readonly picks: readonly PartPick[],
  ) {
    this.matched = matchParts(live, wanted);
    this.tabs = pickedIds(picks, "dashboard_layouts");
    const onTabs = wanted.dashboard_elements?.filter((tile) => this.standsOn(tile)).map(({ from }) => from) ??
      [];
    this.tiles = new Set([...pickedIds(picks, "dashboard_elements"), ...onTabs]);
    this.filters = this.pickedFilters();
  }

  /** Whether a tile is on a picked tab: on the tab that it names, or if it names none, only on picked tabs. */
  private standsOn({ from, layout }: TileForm): boolean {
    const tabs = this.wanted.dashboard_layouts ?? [];
    const on = layout === undefined
      ? tabs.filter(({ components }) =>
        components.some((one) => one.from === from && one["deleted"] !== true)
      )
      : tabs.filter(({ id }) => id === layout);
    return on.length > 0 && on.every((tab) => this.tabs.has(tab.from));
  }

  /**
   * Returns the picked filters, and the missing filters that picked tiles show. Such a tile cannot exist without its
   * filter.
   */
  private pickedFilters(): Set<string> {
    const missing = new Map(this.matched.filters.missing.map((one) => [one.id, one.from]));
    const shown = this.wanted.dashboard_elements?.filter(({ from }) => this.tiles.has(from))
      .flatMap(({ filter = "" }) => missing.get(filter) ?? []) ?? [];
    return new Set([...pickedIds(this.picks, "dashboard_filters"), ...shown]);
  }

  merged(): DashboardForm {
    const { live, wanted, matched: { filters, elements } } = this;
    const form: DashboardForm = { ...live, ...pick(wanted, pickedKeys(this.picks)) };
    if (this.filters.size > 0) {
      form.dashboard_filters = merge(live.dashboard_filters, filters, this.filters, (one) => one);
    }
    if (this.tiles.size > 0) {
      form.dashboard_elements = merge(live.dashboard_elements, elements, this.tiles, (one, there) => {
        const tile = this.tileOf(one, there);
        this.placed.set(one.from, { tile, isNew: there === null });
        return tile;
      });
    }
    if (live.dashboard_layouts !== undefined && wanted.dashboard_layouts !== undefined) {
      form.dashboard_layouts = this.layouts(live.dashboard_layouts, wanted.dashboard_layouts);
    }
    return form;
  }

  /**
   * Returns a picked tile on its tab in the destination. If that tab does not exist, an existing tile stays on its tab
   * and a new tile is put on the active tab.
   */
  private tileOf(wanted: TileForm, there: TileForm | null): TileForm {
    const { layout, filter, ...tile } = wanted;
    const tab = layout === undefined
      ? undefined
      : this.tabId(layout) ?? (there === null ? this.activeTab()?.id : there.layout);
    const shown = filter === undefined ? undefined : idOf(this.matched.filters, filter) ?? filter;
    return {
      ...tile,
      id: there?.id ?? wanted.id,
      ...(tab !== undefined && { layout: tab }),
      ...(shown !== undefined && { filter: shown }),
    };
  }

  /** Returns the id of a wanted tab in the merged form; null if the tab neither exists nor is picked. */
  private tabId(id: string): string | null {
    const known = idOf(this.matched.layouts, id);
    if (known !== null) return known;
    const missing = this.matched.layouts.missing.find((one) => one.id === id);
    return missing !== undefined && this.tabs.has(missing.from) ? id : null;
  }

  private activeTab(): TabForm | undefined {
    const tabs = this.live.dashboard_layouts ?? [];
    return tabs.find((one) => one["active"] === true) ?? tabs[0];
  }

  private layouts(live: readonly TabForm[], wanted: readonly TabForm[]): TabForm[] {
    const tabs = new Map(live.map((tab): [string, TabForm] => [tab.id, this.dressed(tab)]));
    for (const tab of this.matched.layouts.missing) {
      // A dashboard has one active tab, and the restore does not change which one.
      if (this.tabs.has(tab.from)) tabs.set(tab.id, { ...tab, active: false, components: [] });
    }
    for (const [from, { tile, isNew }] of this.placed) {
      const places = this.placesOf(from, wanted);
      const active = isNew && places.size === 0 ? this.activeTab()?.id : undefined;
      if (active !== undefined) {
        const place = wanted.flatMap(({ components }) => components).find((one) => one.from === from);
        if (place !== undefined) places.set(active, place);
      }
      if (places.size === 0) continue;
      for (const [id, tab] of tabs) {
        tabs.set(id, { ...tab, components: withPlace(tab.components, tile, places.get(id)) });
      }
    }
    return [...tabs.values()];
  }

  /** Returns a live tab. If it is picked, it has the properties of the backup. */
  private dressed(tab: TabForm): TabForm {
    const pair = this.matched.layouts.pairs.find(({ live }) => live.id === tab.id);
    if (pair === undefined || !this.tabs.has(pair.wanted.from)) return tab;
    const { active: _active, ...own } = ownOf(pair.wanted);
    return { ...tab, ...own, from: pair.wanted.from };
  }

  /** Returns the positions of a tile in the backup, by the tabs of the merged form. */
  private placesOf(from: string, wanted: readonly TabForm[]): Map<string, PlaceForm> {
    const places = new Map<string, PlaceForm>();
    for (const { id, components } of wanted) {
      const tab = this.tabId(id), place = components.find((one) => one.from === from);
      if (tab !== null && place !== undefined) places.set(tab, place);
    }
    return places;
  }
}

/** Returns the live id of a matched wanted part; null if it is missing. */
function idOf({ pairs }: Matched, wantedId: string): string | null {
  return pairs.find(({ wanted }) => wanted.id === wantedId)?.live.id ?? null;
}

/**
 * Returns a live list with the picked wanted parts in the positions of their live ones, and picked missing parts at the
 * end.
 */
function merge<P extends PartForm>(
  live: readonly P[] | undefined,
  { pairs, missing }: { pairs: readonly { wanted: P; live: P }[]; missing: readonly P[] },
  picked: ReadonlySet<string>,
  as: (wanted: P, there: P | null) => P,
): P[] {
  const wanted = new Map(
    pairs.filter((pair) => picked.has(pair.wanted.from)).map((one) => [one.live, one.wanted]),
  );
  return [
    ...(live ?? []).map((there) => {
      const one = wanted.get(there);
      return one === undefined ? there : { ...as(one, there), id: there.id };
    }),
    ...missing.filter(({ from }) => picked.has(from)).map((one) => as(one, null)),
  ];
}

/** Returns the positions of a tab with the wanted position of a tile, or without it. */
function withPlace(places: readonly PlaceForm[], tile: TileForm, wanted: PlaceForm | undefined): PlaceForm[] {
  const there = places.find(({ id }) => id === tile.id);
  if (wanted === undefined) return there === undefined ? [...places] : places.filter((one) => one !== there);
  const place: PlaceForm = { ...wanted, id: tile.id, component: there?.component ?? null };
  return there === undefined ? [...places, place] : places.map((one) => one === there ? place : one);
}
