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

/** The property of a tile that tells on which tab it is. */
const TAB = "dashboard_layout_id";

/** Whether a tile must be created again, because the one that is there is of another sort. */
export function takesThePlace({ wanted, live }: Pair): boolean {
  return isWithoutData(wanted) !== isWithoutData(live);
}

/** Writes the tiles of one dashboard. */
export class TileWriter {
  /** Live tiles that others take the place of. */
  readonly replaced: TileForm[] = [];
  /** What is set of new tiles once they are there. */
  private readonly settings: (() => Promise<unknown>)[] = [];
  /** What tiles show, asked for ahead. */
  private readonly data = new Map<TileForm, Promise<JsonObject>>();

  constructor(private readonly task: Task<DashboardForm>, private readonly parts: PartsInPlace) {}

  /** Asks for the queries of all tiles that show something else by now, or are new: they belong to no dashboard. */
  async queries(): Promise<void> {
    const { missing, pairs } = this.parts.matched.elements;
    const other = pairs.filter((pair) => takesThePlace(pair) || isOtherSource(this.changesOf(pair)));
    const tiles = [...missing, ...other.map(({ wanted }) => wanted)].filter((tile) => !isWithoutData(tile));
    await sideBySide(tiles.map((tile) => async () => {
      const data = this.dataOf(tile);
      this.data.set(tile, data);
      // What it fails of is told when the tile is written.
      await data.catch(() => {});
    }));
  }

  /** Whether Looker makes or moves places of tiles by itself while they are written. */
  movesPlaces(): boolean {
    const { missing, pairs } = this.parts.matched.elements;
    return missing.length > 0 ||
      pairs.some((pair) => takesThePlace(pair) || this.changesOf(pair).some(({ path }) => path === TAB));
  }

  /** Makes and patches tiles side by side; only those that a look for a lost answer would mix up come one by one. */
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

  /** Sets what new tiles listen to. */
  async settle(): Promise<void> {
    await sideBySide(this.settings);
  }

  private changesOf({ wanted, live }: Pair): readonly Change[] {
    return diffElements(live, wanted, this.parts.ids);
  }

  /** Work on one tile; when it fails, it is named with the model that it is of. */
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
    // A look's tile is made of the look alone: to which filters it listens comes after.
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
      // With another source goes what belongs to it.
      Object.assign(maker, wanted.echoes, wanted.maker);
    } else if (changes.some(({ path }) => path.startsWith("result_maker."))) {
      Object.assign(maker, wanted.maker);
    }
    if (Object.keys(maker).length > 0) body["result_maker"] = { ...maker, ...asObject(body["result_maker"]) };
    const place = this.placeOf(wanted);
    for (const { path } of changes) {
      // Its place on the former tab goes, and it gets another on the new one.
      if (path === TAB || path === "filter_id") body[path] = place[path] ?? null;
    }
    const params = { dashboard_element_id: live.id, fields: "id" }, { result_maker, ...rest } = body;
    // Made of a look, a tile loses what was set on it: that comes after.
    const isAnew = rest["look_id"] !== undefined && result_maker !== undefined;
    const steps = !isAnew ? [body] : listensTo(result_maker) ? [rest, { result_maker }] : [rest];
    for (const step of steps) {
      const at = pathOf("dashboard_elements", wanted);
      await this.task.writer.patch("update_dashboard_element", params, step, { at });
    }
  }

  /** On which tab a tile is, and which filter it shows. */
  private placeOf({ layout, filter }: TileForm): JsonObject {
    const tab = layout === undefined ? null : this.parts.idOf("dashboard_layouts", layout);
    // Without its filter a tile of one cannot be: Looker says so by the id that the filter had.
    const shown = filter === undefined ? null : this.parts.idOf("dashboard_filters", filter) ?? filter;
    return {
      // A tile whose tab could not be made is on the active one.
      ...(tab !== null && { dashboard_layout_id: tab }),
      ...(shown !== null && !isPlaceholder(shown) && { filter_id: shown }),
    };
  }

  private shown(tile: TileForm): Promise<JsonObject> {
    return this.data.get(tile) ?? this.dataOf(tile);
  }

  /** The id of what a tile shows; the query is created if Looker has none with its definition. */
  private async dataOf({ source = {} }: TileForm): Promise<JsonObject> {
    const { writer } = this.task, { look, query, merge } = source;
    if (look !== undefined) return { look_id: look };
    if (query !== undefined) return { query_id: await createQuery(writer, query) };
    if (merge === undefined) return {};
    return { merge_result_id: typeof merge === "string" ? merge : await createMerge(writer, merge) };
  }
}

/** By what a tile is found whose making was not answered. */
function identityOf(tile: JsonObject): [JsonValue, JsonValue] {
  return [elementName(tile), tile["type"] ?? null];
}

function isOtherSource(changes: readonly Change[]): boolean {
  return changes.some(({ path }) => /^(query|source)\b/.test(path));
}

/** The models of what a tile shows. */
function modelsOf({ source = {} }: TileForm): string[] {
  const { query, merge } = source;
  const sources = typeof merge === "object" ? merge.source_queries : [];
  const queries = [...query === undefined ? [] : [query], ...sources.map(({ query }) => query)];
  return [...new Set(queries.flatMap((one) => asText(one["model"]) ?? []))];
}

/** Whether anything is set of what a tile listens to. */
function listensTo(maker: JsonValue): boolean {
  return asObjects(asObject(maker)["filterables"]).length > 0;
}
