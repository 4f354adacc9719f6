/**
 * Reports dashboards that Looker serves without their layouts, filters or tiles, even if a dashboard is requested by
 * its id. They are stored as they were served.
 *
 * @module
 */
import { counted } from "../../base/counted.ts";
import { addTo } from "../../base/grouped.ts";
import { Body } from "../../codec/body.ts";
import { DamagedBodyError } from "../../codec/errors.ts";
import { MsgpackReader } from "../../codec/msgpack_reader.ts";
import { LackingError } from "../../http/errors.ts";
import type { RunContext } from "../context.ts";
import type { TypeTracker } from "../tracker.ts";

/** The parts of a complete dashboard, with their names in messages. */
const NESTED = {
  dashboard_elements: "tiles",
  dashboard_filters: "filters",
  dashboard_layouts: "layouts",
} as const;

/** The key of such a part. */
export type NestedPart = keyof typeof NESTED;

const KEYS = Object.keys(NESTED) as NestedPart[];

/** Returns the parts that are not a list. If a page lacks a part, a single request may return it. */
export function missingParts(body: Body): NestedPart[] {
  return KEYS.filter((key) => sizeOf(body, key) === null);
}

/**
 * Returns the parts that a dashboard lacks: those that are not a list, and its layouts if it has tiles but no layout.
 */
export function lacksOf(body: Body): NestedPart[] {
  const missing = missingParts(body);
  const places = sizeOf(body, "dashboard_layouts"), tiles = sizeOf(body, "dashboard_elements") ?? 0;
  return places === 0 && tiles > 0 ? [...missing, "dashboard_layouts"] : missing;
}

/** Returns the number of entries of a list; null for any other value. */
function sizeOf(body: Body, key: NestedPart): number | null {
  const bytes = body.raw(key);
  if (bytes === undefined) return null;
  const token = new MsgpackReader(bytes).token();
  return token.kind === "array" ? token.size : null;
}

/** The missing parts of the dashboards of a run. */
export class DashboardLacks {
  private readonly lacking = new Map<NestedPart, string[]>();

  constructor(
    private readonly context: Pick<RunContext, "held">,
    private readonly tracker: Pick<TypeTracker, "problem" | "remark">,
  ) {}

  /** Notes what a dashboard lacks. It is a failure only of the first run that finds it. */
  judge(id: string, body: Body): void {
    const lacks = lacksOf(body);
    if (lacks.length === 0) return;
    const known = this.known(id);
    for (const key of lacks) addTo(this.lacking, key, id);
    const news = lacks.filter((key) => !known.has(key));
    if (news.length > 0) {
      const parts = news.map((key) => NESTED[key]).join(" and ");
      this.tracker.problem(
        id,
        "dashboard",
        new LackingError("dashboard", `Looker served the dashboard without its ${parts}`),
      );
    }
  }

  /** Adds a summary of all missing parts to the notes of the type. */
  tell(): void {
    for (const key of KEYS) {
      const ids = this.lacking.get(key) ?? [];
      if (ids.length === 0) continue;
      const some = ids.toSorted((a, b) => Number(a) - Number(b)).slice(0, 5).join(", ");
      const what = counted(ids.length, "dashboard");
      this.tracker.remark(
        `Looker served ${what} without ${NESTED[key]} (${some}${ids.length > 5 ? ", …" : ""})`,
      );
    }
  }

  private known(id: string): ReadonlySet<NestedPart> {
    try {
      const held = this.context.held("dashboards", id);
      return new Set(held === null || !held.before ? [] : lacksOf(Body.parse(held.body)));
    } catch (error) {
      if (error instanceof DamagedBodyError) return new Set();
      throw error;
    }
  }
}
