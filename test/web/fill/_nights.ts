import { endSession, saveCheckpoint } from "../../../lib/vault/sessions.ts";
import type { Vault } from "../../../lib/vault/vault.ts";
import { CONTENT_TYPES, type ContentType, typeCode } from "../../../lib/looker/content_type_names.ts";
import { describeSession } from "../../../lib/vault/sessions.ts";
import { minute, newVault } from "../../vault/_vaults.ts";
import { SCENE, type SceneItem, writeRun } from "../../inspect/search/_vault.ts";
import { systemClock } from "../../../lib/base/clock.ts";
import { Searcher } from "../../../lib/inspect/search/searcher.ts";
import { runFacts } from "../../../lib/vault/run_facts.ts";
import { NO_REDACTION, type Redaction } from "../../../lib/web/fill/redaction.ts";
import type { Source } from "../../../lib/web/fill/source.ts";
import { Timeline, type TimelineOptions } from "../../../lib/web/fill/timeline.ts";

const NONE = { listed: 0, stored: 0, new: 0, updated: 0, unchanged: 0, deleted: 0, failed: 0 };

/** Ends a run a minute after its items were stored. */
export function endRun(
  vault: Vault,
  id: string,
  at: number,
  { status = "completed", partial = [] }: { status?: string; partial?: readonly ContentType[] } = {},
): void {
  vault.withTransaction(() => {
    vault.prepare("UPDATE extraction_sessions SET started_at = ? WHERE id = ?").run(minute(at - 1), id);
    describeSession(vault, id, {
      lookerVersion: "26.12.3",
      userId: "3",
      userEmail: "ada@acme.com",
      roles: ["Admin"],
      rights: null,
    });
    for (const type of CONTENT_TYPES) {
      const isPartial = partial.includes(type);
      saveCheckpoint(vault, id, {
        ...NONE,
        type: typeCode(type),
        state: "done",
        complete: !isPartial,
        note: isPartial ? "Looker answered 403" : null,
        calls: 1,
        at: minute(at),
      });
    }
    endSession(vault, id, {
      ...NONE,
      status,
      completedAt: minute(at + 1),
      error: null,
      isMeasure: true,
      calls: 7,
      retries: 0,
      bytes: 1,
      activeMs: 60_000,
      busyMs: 1,
    });
  });
}

/** A dashboard with a layout, whose tile counts days. */
export function layout(id: string, days: number): SceneItem {
  const query = {
    model: "thelook",
    view: "orders",
    fields: ["orders.total", "buyers.name"],
    filters: { "orders.created_date": `${days} days` },
    limit: "500",
    vis_config: { type: "looker_column", series_colors: { "orders.total": `#00000${days % 10}` } },
  };
  return ["dashboards", id, {
    id,
    title: "Revenue of Ada Byron",
    folder_id: "7",
    user_id: "3",
    updated_at: minute(days),
    last_updater_id: "4",
    dashboard_elements: [{ id: `${id}0`, title: "Total", type: "vis", query, result_maker: { query } }],
    dashboard_filters: [{
      id: `f${id}`,
      name: "Region",
      title: "Region",
      default_value: days > 20 ? "EMEA" : "",
    }],
    dashboard_layouts: [{
      id: `l${id}`,
      active: true,
      dashboard_layout_components: [{
        dashboard_element_id: `${id}0`,
        row: 0,
        column: days > 20 ? 12 : 0,
        width: 12,
        height: 6,
      }],
    }],
  }];
}

/** A vault of four nights: the scene; an edit; one that failed; another edit, a dashboard gone with its folder, a partial type. */
export function nightsVault(path: string): Vault {
  const vault = newVault(path);
  vault.withTransaction(() => vault.setMeta("instance", "https://acme.looker.com"));
  writeRun(vault, { id: "n0", at: 10, items: [...SCENE, layout("40", 7)] });
  endRun(vault, "n0", 10);
  writeRun(vault, { id: "n1", at: 20, items: [layout("40", 20)] });
  endRun(vault, "n1", 20);
  writeRun(vault, { id: "n2", at: 30, items: [] });
  endRun(vault, "n2", 30, { status: "failed" });
  writeRun(vault, {
    id: "n3",
    at: 40,
    items: [layout("40", 30), layout("41", 7)],
    gone: [["dashboards", "31"], ["looks", "13"]],
  });
  endRun(vault, "n3", 40, { partial: ["alerts"] });
  return vault;
}

/** What a page is filled from. Dispose the searcher. */
export function sourceOf(
  vault: Vault,
  options: Partial<TimelineOptions> = {},
  redaction: Redaction = NO_REDACTION,
): Source {
  const timeline = Timeline.of(runFacts(vault), { most: 400, ...options });
  return { vault, searcher: new Searcher(vault), timeline, redaction, clock: systemClock };
}
