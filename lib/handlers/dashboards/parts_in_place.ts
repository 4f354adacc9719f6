/**
 * The parts of a dashboard that is being written: the matches of live and wanted parts, and the results for missing
 * ones.
 *
 * @module
 */
import { asText, type JsonObject } from "../../codec/json_value.ts";
import type { PartKind } from "../../looker/item_ref.ts";
import { isPlaceholder } from "../../live/placeholders.ts";
import type { Task } from "../task.ts";
import { pathOf } from "./dashboard_changes.ts";
import type { DashboardForm, PartForm } from "./form_types.ts";
import { type Matched, type MatchedParts, matchParts, partIds, partKey } from "./match_tiles.ts";

/** The lists of parts. */
export type PartList = "dashboard_filters" | "dashboard_elements" | "dashboard_layouts";

/** The operations that create and list the parts of a list. */
const REQUESTS = {
  dashboard_filters: ["create_dashboard_filter", "dashboard_dashboard_filters"],
  dashboard_elements: ["create_dashboard_element", "dashboard_dashboard_elements"],
  dashboard_layouts: ["create_dashboard_layout", "dashboard_dashboard_layouts"],
} as const;

/** The parts of a dashboard that is being written. */
export class PartsInPlace {
  readonly matched: MatchedParts;
  /** The ids of the live parts, by {@linkcode partKey} of their ids in the wanted form. */
  readonly ids: Map<string, string>;

  constructor(
    private readonly task: Task<DashboardForm>,
    private readonly dashboardId: string,
    live: DashboardForm,
  ) {
    this.matched = matchParts(live, task.wanted);
    this.ids = new Map(partIds(this.matched));
    this.remember("dashboard_filters", this.matched.filters);
    this.remember("dashboard_elements", this.matched.elements);
    this.remember("dashboard_layouts", this.matched.layouts);
  }

  /** Creates a part. Uses a part that an earlier try created instead, if `isIt` recognizes it. */
  async make(
    kind: PartList,
    wanted: PartForm,
    { body, isIt }: { body: JsonObject; isIt: (one: JsonObject) => boolean },
  ): Promise<void> {
    const { writer } = this.task, [operation, list] = REQUESTS[kind];
    const known = this.known(kind);
    const made = await writer.create({
      operation,
      body: { ...body, dashboard_id: this.dashboardId },
      at: pathOf(kind, wanted),
      params: { fields: "id" },
      step: stepOf(kind, wanted),
      creates: { kind, id: wanted.from },
      find: async () => {
        const all = await writer.list(list, { dashboard_id: this.dashboardId });
        return all.find((one) => !known.has(asText(one["id"]) ?? "") && isIt(one)) ?? null;
      },
    });
    this.ids.set(partKey(kind, wanted.id), asText(made["id"]) ?? "");
  }

  /** Returns the id of a wanted part in the destination; null if it could not be created. */
  liveId(kind: PartKind, part: PartForm): string | null {
    return this.idOf(kind, part.id);
  }

  /**
   * Like {@linkcode PartsInPlace.liveId}. A part that is not created yet has no id: its id in the backup belongs to
   * something else here.
   */
  idOf(kind: PartKind, id: string): string | null {
    const known = this.ids.get(partKey(kind, id));
    if (known !== undefined) return known;
    return isPlaceholder(id) || this.partsOf(kind).missing.some((one) => one.id === id) ? null : id;
  }

  /** Returns the ids of live parts of a kind that existed before, so that no earlier try created them. */
  private known(kind: PartKind): Set<string> {
    const ids = [...this.ids].filter(([key]) => key.startsWith(partKey(kind, ""))).map(([, id]) => id);
    return new Set([...ids, ...this.partsOf(kind).extra.map((one) => one.id)]);
  }

  private partsOf(kind: PartKind): Matched {
    const { filters, elements, layouts } = this.matched;
    return kind === "dashboard_filters" ? filters : kind === "dashboard_elements" ? elements : layouts;
  }

  /** Records the ids of parts that were matched by their content. */
  private remember(kind: PartKind, { pairs }: Matched): void {
    for (const { wanted: { from }, live: { id } } of pairs) {
      if (from !== id) this.task.writer.map(kind, from, id);
    }
  }
}

/** Returns the name of the step that creates a part. */
export function stepOf(kind: PartKind, { from }: PartForm): string {
  return `${kind}/${from}`;
}
