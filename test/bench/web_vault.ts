/**
 * A vault with nights: dashboards with layouts, looks, folders, people, schedules and alerts, of which some are edited each
 * night. Everything follows from the numbers. For `report` and `browse`.
 *
 * @module
 */
import { systemClock } from "../../lib/base/clock.ts";
import {
  CONTENT_TYPES,
  type ContentType,
  TYPE_CODES,
  typeCode,
} from "../../lib/looker/content_type_names.ts";
import type { Capture } from "../../lib/vault/content_item.ts";
import { putItem } from "../../lib/vault/content.ts";
import { markDeleted } from "../../lib/vault/missing.ts";
import { openVaultForWriting } from "../../lib/vault/open.ts";
import { beginSession, describeSession, endSession, saveCheckpoint } from "../../lib/vault/sessions.ts";
import type { Vault } from "../../lib/vault/vault.ts";
import { item } from "../vault/_vaults.ts";
import { seeded } from "./find_vault.ts";

/** How much there is. */
export interface WebVault {
  dashboards: number;
  looks: number;
  /** Tiles of a dashboard. */
  tiles: number;
  nights: number;
  /** Dashboards that are edited each night. */
  edits: number;
  /** Nights beyond `nights`: their versions are copies of those that are there, which costs a tenth of the time. */
  copied?: number | undefined;
}

const USERS = 400, FOLDERS = 800, BATCH = 1000, FIRST = Date.UTC(2026, 0, 1, 3);
const WORDS =
  "Revenue Orders Weekly Customers Pipeline Forecast Margin Region Sales Marketing Finance Support Usage Churn"
    .split(" ");
const CHARTS = ["looker_column", "looker_line", "looker_grid", "looker_bar", "single_value", "looker_pie"];

/** What a dashboard is called. */
function title(id: number): string {
  return `${WORDS[id % 14]} ${WORDS[(id * 7 + 3) % 14]} ${WORDS[(id * 5 + 1) % 14]} ${id}`;
}

function query(id: number, tile: number, edits: number): Record<string, unknown> {
  const view = (id * 13 + tile * 7) % 300, random = seeded(id * 31 + tile);
  const fields = Array.from({ length: 4 }, () => `view_${view}.field_${random(40)}`);
  const visConfig = { type: CHARTS[random(CHARTS.length)], show_view_names: false, series_types: {} };
  return {
    id: `q${id}_${tile}_${edits}`,
    model: `model_${view % 20}`,
    view: `view_${view}`,
    fields,
    filters: { [`view_${view}.field_1`]: `${7 + edits} days` },
    sorts: [`${fields[0]} desc`],
    limit: "500",
    vis_config: visConfig,
    slug: `s${id}${tile}${edits}`,
  };
}

/** A dashboard as it is after so many edits. */
export function layoutBody(id: number, tiles: number, edits: number): Record<string, unknown> {
  const at = new Date(FIRST + edits * 86_400_000 - 3_600_000).toISOString();
  const elements = Array.from({ length: tiles }, (_, tile) => {
    // Each edit changes a tile's filter, and each fifth moves one.
    const own = query(id, tile, Math.floor((edits + tiles - 1 - tile) / tiles));
    return {
      id: `${id * 100 + tile}`,
      dashboard_id: `${id}`,
      title: `${WORDS[(id + tile) % 14]} by ${WORDS[(id * 3 + tile) % 14]}`,
      type: "vis",
      query: own,
      result_maker: {
        query: own,
        filterables: [{
          model: own["model"],
          view: own["view"],
          name: "",
          listen: [{ dashboard_filter_name: "Region", field: `view_1.field_${tile}` }],
        }],
      },
    };
  });
  const components = elements.map((tile, n) => ({
    id: tile.id,
    dashboard_element_id: tile.id,
    row: Math.floor(n / 3) * 6 + (n === 0 ? 0 : Math.floor(edits / 5) % 3),
    column: (n % 3) * 8,
    width: 8,
    height: 6,
    deleted: false,
  }));
  return {
    id: `${id}`,
    title: edits > 0 && edits % 7 === 0 ? `${title(id)} (v${edits / 7})` : title(id),
    description: `About ${WORDS[id % 14]}`,
    folder_id: `${1 + id % FOLDERS}`,
    user_id: `${1 + id % USERS}`,
    last_updater_id: `${1 + (id * 3 + edits) % USERS}`,
    created_at: "2025-06-01T09:00:00.000Z",
    updated_at: at,
    deleted: false,
    slug: `slug${id}`,
    dashboard_elements: elements,
    dashboard_filters: [{
      id: `f${id}`,
      name: "Region",
      title: "Region",
      model: "model_1",
      explore: "view_1",
      dimension: "view_1.field_2",
      default_value: "EMEA",
    }],
    dashboard_layouts: [{ id: `l${id}`, active: true, dashboard_layout_components: components }],
  };
}

/** Writes the vault to a path where there is none. Returns how many versions it holds. */
export function writeWebVault(path: string, size: WebVault): number {
  using vault = openVaultForWriting(path, { clock: systemClock, types: TYPE_CODES });
  const { dashboards, looks, tiles, nights, edits } = size,
    random = seeded(7),
    edited = new Uint16Array(dashboards + 1);
  vault.withTransaction(() => vault.setMeta("instance", "https://acme.looker.com"));
  let versions = night(vault, 0, (put) => {
    for (let i = 1; i <= FOLDERS; i++) {
      const name = `${WORDS[i % 14]} folder ${i}`, parent = i === 1 ? null : `${1 + Math.floor(i / 10)}`;
      put("folders", `${i}`, { id: `${i}`, name, parent_id: parent }, { name, folderId: parent });
    }
    for (let i = 1; i <= USERS; i++) {
      const email = `user${i}@acme.com`, name = `Given${i} Family${i}`;
      const body = { id: `${i}`, display_name: name, email, group_ids: [`${1 + i % 20}`] };
      put("users", `${i}`, body, { name, ownerEmail: email });
    }
    for (let i = 1; i <= 20; i++) {
      put("groups", `${i}`, { id: `${i}`, name: `Group ${i}` }, { name: `Group ${i}` });
    }
    for (let i = 1; i <= dashboards; i++) put("dashboards", `${i}`, layoutBody(i, tiles, 0), facts(i, 0));
    for (let i = 1; i <= looks; i++) {
      const name = `${title(i)} look`;
      const body = {
        id: `${i}`,
        title: name,
        folder_id: `${1 + i % FOLDERS}`,
        user_id: `${1 + i % USERS}`,
        query: query(i, 0, 0),
      };
      put("looks", `${i}`, body, { ...facts(i, 0), name });
    }
    for (let i = 1; i <= Math.floor(dashboards / 20); i++) {
      const email = `user${1 + random(USERS)}@acme.com`, name = `Weekly ${i}`;
      const body = {
        id: `${i}`,
        name,
        user_id: `${1 + i % USERS}`,
        dashboard_id: `${1 + random(dashboards)}`,
        crontab: "0 7 * * 1",
        enabled: true,
        scheduled_plan_destination: [{ id: `${i}`, type: "email", format: "wysiwyg_pdf", address: email }],
      };
      put("scheduled_plans", `${i}`, body, { name, ownerId: `${1 + i % USERS}` });
    }
  });
  for (let n = 1; n < nights; n++) {
    versions += night(vault, n, (put) => {
      const seen = new Set<number>();
      while (seen.size < edits) seen.add(1 + random(dashboards));
      for (const id of seen) {
        edited[id] = (edited[id] ?? 0) + 1;
        put("dashboards", `${id}`, layoutBody(id, tiles, edited[id] ?? 0), facts(id, edited[id] ?? 0));
      }
    });
  }
  for (let n = nights; n < nights + (size.copied ?? 0); n++) {
    versions += night(vault, n, () => {});
    copyVersions(vault, { n, edits, random });
  }
  return versions + (size.copied ?? 0) * edits;
}

/** A night in which dashboards are edited that were edited before: each becomes what it was before its last edit. */
function copyVersions(
  vault: Vault,
  { n, edits, random }: { n: number; edits: number; random: (below: number) => number },
): void {
  const at = new Date(FIRST + n * 86_400_000 + 30_000).toISOString(),
    edited = at.replace("03:00:30", "02:00:00");
  const type = typeCode("dashboards");
  const ids = vault.prepare("SELECT DISTINCT id FROM content_history WHERE content_type = ?").all(type);
  const columns = vault.prepare("SELECT name FROM pragma_table_info('content_items')").all()
    .map((row) => String(row["name"])).filter((name) => !["row_hash", "seen_hash"].includes(name));
  const kept = columns.filter((name) => !["valid_from", "updated_at", "session_id"].includes(name));
  const toHistory = vault.prepare(
    `INSERT INTO content_history (${columns}, valid_to) SELECT ${columns}, ? FROM content_items
     WHERE content_type = ${type} AND id = ? RETURNING rowid`,
  );
  const change = vault.prepare(
    `UPDATE content_items SET (${kept}, row_hash, seen_hash, valid_from, updated_at, session_id) = (
       SELECT ${kept}, NULL, NULL, ?, ?, ? FROM content_history
       WHERE content_type = ${type} AND id = content_items.id ORDER BY valid_from DESC LIMIT 1 OFFSET 1)
     WHERE content_type = ${type} AND id = ?`,
  );
  vault.withTransaction(() => {
    const first = random(ids.length);
    for (let i = 0; i < Math.min(edits, ids.length); i++) {
      const id = String(ids[(first + i) % ids.length]?.["id"]);
      toHistory.get(at, id);
      change.run(at, edited, `night-${n}`, id);
    }
  }, { safeFrom: "kill" });
}

function facts(id: number, edits: number): Record<string, unknown> {
  return {
    name: edits > 0 && edits % 7 === 0 ? `${title(id)} (v${edits / 7})` : title(id),
    ownerId: `${1 + id % USERS}`,
    ownerEmail: `user${1 + id % USERS}@acme.com`,
    folderId: `${1 + id % FOLDERS}`,
    updatedAt: new Date(FIRST + edits * 86_400_000 - 3_600_000).toISOString(),
  };
}

type Put = (type: ContentType, id: string, body: unknown, given: Record<string, unknown>) => void;

/** A run; returns how many versions it stored. */
function night(vault: Vault, n: number, work: (put: Put) => void): number {
  const start = FIRST + n * 86_400_000,
    id = `night-${n}`,
    iso = (ms: number): string => new Date(ms).toISOString();
  const capture: Capture = { sessionId: id, at: iso(start + 30_000) };
  vault.withTransaction(() => {
    beginSession(vault, {
      id,
      mode: n % 7 === 0 ? "full" : "incremental",
      instance: "https://acme.looker.com",
      startedAt: iso(start),
      hostUser: null,
      lookervaultVersion: "bench",
      options: {},
      types: [...CONTENT_TYPES],
    });
    describeSession(vault, id, {
      lookerVersion: "26.12.3",
      userId: "1",
      userEmail: "user1@acme.com",
      roles: ["Admin"],
      rights: null,
    });
  });
  let stored = 0;
  const counts = new Map<ContentType, number>();
  let waiting: (() => void)[] = [];
  const flush = (): void => {
    vault.withTransaction(() => waiting.forEach((one) => one()), { safeFrom: "kill" });
    waiting = [];
  };
  work((type, itemId, body, given) => {
    const row = item(type, itemId, body, given);
    waiting.push(() => void putItem(vault, row, capture));
    stored++;
    counts.set(type, (counts.get(type) ?? 0) + 1);
    if (waiting.length >= BATCH) flush();
  });
  if (n > 0 && n % 3 === 0) {
    waiting.push(() => markDeleted(vault, { type: typeCode("looks"), id: `${n}`, at: capture.at }));
  }
  flush();
  const none = {
    listed: stored,
    stored,
    new: n === 0 ? stored : 0,
    updated: n === 0 ? 0 : stored,
    unchanged: 0,
    deleted: 0,
    failed: 0,
  };
  vault.withTransaction(() => {
    for (const type of CONTENT_TYPES) {
      saveCheckpoint(vault, id, {
        ...none,
        listed: counts.get(type) ?? 0,
        type: typeCode(type),
        state: "done",
        complete: true,
        note: null,
        calls: 1,
        at: iso(start + 40_000),
      });
    }
    endSession(vault, id, {
      ...none,
      status: "completed",
      completedAt: iso(start + 60_000),
      error: null,
      isMeasure: true,
      calls: 200,
      retries: 0,
      bytes: 1_000_000,
      activeMs: 60_000,
      busyMs: 100_000,
    });
  });
  return stored;
}
