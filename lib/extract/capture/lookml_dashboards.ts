/**
 * Captures LookML dashboards: their listing, and in full runs each dashboard completely.
 *
 * @module
 */
import { Body } from "../../codec/body.ts";
import { MalformedError } from "../../codec/errors.ts";
import { StatusError } from "../../http/errors.ts";
import { callOptions, type Parts, type RunContext } from "../context.ts";
import { VAULT_KEY } from "../encode.ts";
import { pack } from "../parts.ts";
import type { TypeTracker } from "../tracker.ts";
import { heldBodyOf } from "./full_parts.ts";
import { list } from "./lists.ts";

const NONE: Parts = new Map();

/**
 * From this release on, Looker returns the text only of user-defined dashboards, and answers 500 for LookML dashboards.
 */
const WITHOUT_TEXT = [26, 2] as const;

/** Captures LookML dashboards. `_vault.lookml` is their text, if Looker returns it. */
export const captureLookmlDashboards = list("lookml_dashboards", {
  calls: { full: 1 },
  complete: async (context, tracker, id) => {
    const isLeft = context.reads === "changes" && context.options.only === undefined;
    const held = isLeft ? heldBodyOf(context, tracker, id) : null;
    if (held !== null) return held;
    const item = await context.client.get("dashboard", { dashboard_id: id }, callOptions(context, tracker));
    return Body.of(item).copy();
  },
  parts: async (context, tracker) => {
    const text = context.reads === "all" && givesText(await context.release())
      ? new LookmlTexts(context, tracker)
      : null;
    return async (id, body) => body.raw(VAULT_KEY) !== undefined || text === null ? NONE : await text.of(id);
  },
});

/** Whether a release returns the text of LookML dashboards; false if the release is unknown. */
export function givesText(release: string | null): boolean {
  const [major, minor] = release?.split(".").map(Number) ?? [];
  if (major === undefined || minor === undefined || Number.isNaN(major + minor)) return false;
  return major < WITHOUT_TEXT[0] || (major === WITHOUT_TEXT[0] && minor < WITHOUT_TEXT[1]);
}

/** Reads the texts of dashboards until Looker refuses one. */
class LookmlTexts {
  private isRefused = false;

  constructor(private readonly context: RunContext, private readonly tracker: TypeTracker) {}

  async of(id: string): Promise<Parts> {
    if (this.isRefused) return NONE;
    try {
      const options = callOptions(this.context, this.tracker);
      const { lookml } = await this.context.client.call("dashboard_lookml", { dashboard_id: id }, options);
      if (typeof lookml !== "string") throw new MalformedError("The response contains no LookML");
      return new Map([["lookml", pack(lookml)]]);
    } catch (error) {
      if (!(error instanceof StatusError || error instanceof MalformedError)) throw error;
      this.isRefused = true;
      this.tracker.tell(`this Looker does not serve the LookML of its dashboards (${error.message})`);
      return NONE;
    }
  }
}
