/**
 * Creates and patches the tiles of a dashboard.
 *
 * @module
 */
import { sideBySide } from "../../base/pool.ts";
import {
  asObject,
  asObjects,
  asText,
  type JsonObject,
  type JsonValue,
  sameJson,
} from "../../codec/json_value.ts";
import { type Change, changedKeys, pick, withoutNulls } from "../../live/form_changes.ts";
import { isPlaceholder } from "../../live/placeholders.ts";
import { createMerge, createQuery } from "../queries.ts";
import type { Task } from "../task.ts";
import { diffElements, ownDiff, pathOf } from "./dashboard_changes.ts";
import { type DashboardForm, ownOf, type TileForm } from "./form_types.ts";
import { elementName, isWithoutData, type Matched } from "./match_tiles.ts";
import type { PartsInPlace } from "./parts_in_place.ts";

type Pair = Matched<TileForm>["pairs"][number];

/** The property that names the tab of a tile. */
const TAB = "dashboard_layout_id";

/** Whether a tile must be created again, because only one of the two shows data. */
export function takesThePlace({ wanted, live }: Pair): boolean {
  return isWithoutData(wanted) !== isWithoutData(live);
}

/** Writes the tiles of one dashboard. */
export class TileWriter {
  /** Live tiles that are replaced by new ones. */
  readonly replaced: TileForm[] = [];
  /** Settings of new tiles that are written after the tiles. */
  private readonly settings: (() => Promise<unknown>)[] = [];
  /** The content of tiles, requested in advance. */
  private readonly data = new Map<TileForm, Promise<JsonObject>>();

  constructor(private readonly task: Task<DashboardForm>, private readonly parts: PartsInPlace) {}

  /** Requests the queries of all tiles that are new or whose content changes. Queries do not belong to a dashboard. */
  async queries(): Promise<void> {
    const { missing, pairs } = this.parts.matched.elements;
    const other = pairs.filter((pair) => takesThePlace(pair) || isOtherSource(this.changesOf(pair)));
    const tiles = [...missing, ...other.map(({ wanted }) => wanted)].filter((tile) => !isWithoutData(tile));
    await sideBySide(tiles.map((tile) => async () => {
      const data = this.dataOf(tile);
      this.data.set(tile, data);
      // A failure is reported when the tile is written.
      await data.catch(() => {});
    }));
  }

  /** Whether Looker creates or moves positions itself while the tiles are written. */
  movesPlaces(): boolean {
    const { missing, pairs } = this.parts.matched.elements;
    return missing.length > 0 ||
      pairs.some((pair) => takesThePlace(pair) || this.changesOf(pair).some(({ path }) => path === TAB));
  }

  /**
   * Creates and patches tiles concurrently. Tiles with the same name and type are created one after the other, because
   * a search for a tile whose response was lost could confuse them.
   */
  async write(): Promise<void> {
    const { missing, pairs } = this.parts.matched.elements;
    const others = pairs.filter(takesThePlace),
      lives = new Map(others.map(({ wanted, live }) => [wanted, live]));
    const alike = Map.groupBy([...missing, ...lives.keys()], (tile) => JSON.stringify(identityOf(tile)));
    await sideBySide([
      ...[...alike.values()].map((tiles) => async () => {
        for (const wanted of tiles) {
          const live = lives.get(wanted), isMade = await this.attempt(wanted, () => this.make(wanted));
          if (isMade && live !== undefined) this.replaced.push(live);
        }
      }),
      ...pairs.filter((pair) => !takesThePlace(pair)).map(({ wanted, live }) => () =>
        this.attempt(wanted, () => this.patch(wanted, live))
      ),
    ]);
  }

  /** Writes the filters to which new tiles listen. */
  async settle(): Promise<void> {
    await sideBySide(this.settings);
  }

  private changesOf({ wanted, live }: Pair): readonly Change[] {
    return diffElements(live, wanted, this.parts.ids);
  }

  /** Does work on one tile. A failure is reported with the tile's models. */
  private async attempt(wanted: TileForm, work: () => Promise<unknown>): Promise<boolean> {
    const models = modelsOf(wanted);
    const about = models.length === 0 ? null : `of the model ${models.join(", ")}`;
    return await this.task.writer.attempt(pathOf("dashboard_elements", wanted), work, { about });
  }

  private async make(wanted: TileForm): Promise<void> {
    const [name, type] = identityOf(wanted);
    const maker = withoutNulls({ ...wanted.echoes, ...wanted.maker });
    const isLook = wanted.source?.look !== undefined;
    const body: JsonObject = { ...withoutNulls(ownOf(wanted)), ...this.placeOf(wanted) };
    if (!isWithoutData(wanted)) {
      Object.assign(body, await this.shown(wanted));
      if (Object.keys(maker).length > 0 && !isLook) {
        body["result_maker"] = { ...maker, ...asObject(body["result_maker"]) };
      }
    }
    await this.parts.make("dashboard_elements", wanted, {
      body,
      isIt: (one) => sameJson(identityOf(one), [name, type]),
    });
    // The tile of a look is created only from the look. The filters to which it listens are written afterwards.
    if (isLook && listensTo(maker)) {
      const params = {
        dashboard_element_id: this.parts.liveId("dashboard_elements", wanted),
        fields: "id",
      };
      this.settings.push(() =>
        this.attempt(
          wanted,
          () => this.task.writer.send("update_dashboard_element", params, { result_maker: maker }),
        )
      );
    }
  }

  private async patch(wanted: TileForm, live: TileForm): Promise<void> {
    const body = pick(ownOf(wanted), changedKeys(ownDiff(live, wanted)));
    const changes = this.changesOf({ wanted, live });
    const maker: JsonObject = {};
    if (isOtherSource(changes)) {
      Object.assign(body, await this.shown(wanted));
      // The source and its settings change together.
      Object.assign(maker, wanted.echoes, wanted.maker);
    } else if (changes.some(({ path }) => path.startsWith("result_maker."))) {
      Object.assign(maker, wanted.maker);
    }
    if (Object.keys(maker).length > 0) body["result_maker"] = { ...maker, ...asObject(body["result_maker"]) };
    const place = this.placeOf(wanted);
    for (const { path } of changes) {
      // Looker removes the position on the former tab and creates one on the new tab.
      if (path === TAB || path === "filter_id") body[path] = place[path] ?? null;
    }
    const params = { dashboard_element_id: live.id, fields: "id" }, { result_maker, ...rest } = body;
    // If the source becomes a look, the tile loses its settings, so they are written afterwards.
    const isAnew = rest["look_id"] !== undefined && result_maker !== undefined;
    const steps = !isAnew ? [body] : listensTo(result_maker) ? [rest, { result_maker }] : [rest];
    for (const step of steps) {
      const at = pathOf("dashboard_elements", wanted);
      await this.task.writer.patch("update_dashboard_element", params, step, { at });
    }
  }

  /** Returns the tab and the filter of a tile as properties of a request. */
  private placeOf({ layout, filter }: TileForm): JsonObject {
    const tab = layout === undefined ? null : this.parts.idOf("dashboard_layouts", layout);
    // A filter's tile cannot exist without its filter. With the filter's old id, Looker reports this in an error.
    const shown = filter === undefined ? null : this.parts.idOf("dashboard_filters", filter) ?? filter;
    return {
      // A tile whose tab could not be created is on the active tab.
      ...(tab !== null && { dashboard_layout_id: tab }),
      ...(shown !== null && !isPlaceholder(shown) && { filter_id: shown }),
    };
  }

  private shown(tile: TileForm): Promise<JsonObject> {
    return this.data.get(tile) ?? this.dataOf(tile);
  }

  /** Returns the id of a tile's content. Creates the query if Looker has none with its definition. */
  private async dataOf({ source = {} }: TileForm): Promise<JsonObject> {
    const { writer } = this.task, { look, query, merge } = source;
    if (look !== undefined) return { look_id: look };
    if (query !== undefined) return { query_id: await createQuery(writer, query) };
    if (merge === undefined) return {};
    return { merge_result_id: typeof merge === "string" ? merge : await createMerge(writer, merge) };
  }
}

/** Returns the values by which a tile is found if the response to its create was lost. */
function identityOf(tile: JsonObject): [JsonValue, JsonValue] {
  return [elementName(tile), tile["type"] ?? null];
}

function isOtherSource(changes: readonly Change[]): boolean {
  return changes.some(({ path }) => /^(query|source)\b/.test(path));
}

/** Returns the models of a tile's content. */
function modelsOf({ source = {} }: TileForm): string[] {
  const { query, merge } = source;
  const sources = typeof merge === "object" ? merge.source_queries : [];
  const queries = [...query === undefined ? [] : [query], ...sources.map(({ query }) => query)];
  return [...new Set(queries.flatMap((one) => asText(one["model"]) ?? []))];
}

/** Whether a tile listens to any filters. */
function listensTo(maker: JsonValue): boolean {
  return asObjects(asObject(maker)["filterables"]).length > 0;
}
