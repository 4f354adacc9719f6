/**
 * A vault of dashboards seen on two days, with 20 changes between them.
 *
 * @module
 */
import { putItem, touchItem } from "../../lib/vault/content.ts";
import { markMissingDeleted } from "../../lib/vault/missing.ts";
import { openVaultForWriting } from "../../lib/vault/open.ts";
import { beginSession, endSession, saveCheckpoint } from "../../lib/vault/sessions.ts";
import type { Vault } from "../../lib/vault/vault.ts";
import { systemClock } from "../../lib/base/clock.ts";
import { TYPE_CODES, typeCode } from "../../lib/looker/content_type_names.ts";
import { item } from "../vault/_vaults.ts";

/** When the two runs saw everything. */
export const DAYS = ["2026-01-01T03:00:00.000Z", "2026-01-02T03:00:00.000Z"] as const;

const BATCH = 1000;
const TYPE = typeCode("dashboards");

/** Writes the vault to a path where there is none; a dashboard of 8 tiles has 4.5 kB of MessagePack. */
export function writeVault(path: string, items: number, tiles = 8): void {
  using vault = openVaultForWriting(path, { clock: systemClock, types: TYPE_CODES });
  run(vault, {
    id: "first",
    at: DAYS[0],
    ids: items,
    counts: { stored: items, new: items, updated: 0, unchanged: 0, deleted: 0 },
    put: (id) => store(vault, { id, tiles }, { sessionId: "first", at: DAYS[0] }),
  });
  run(vault, {
    id: "second",
    at: DAYS[1],
    ids: items + 5,
    counts: { stored: items, new: 5, updated: 10, unchanged: items - 15, deleted: 5 },
    put: (id) => {
      const seen = { sessionId: "second", at: DAYS[1] };
      // Five are gone, ten are changed, five are new; the others are as they were.
      if (id >= 11 && id <= 15) return;
      if (id <= 10 || id > items) store(vault, { id, tiles }, seen);
      else touchItem(vault, TYPE, String(id), seen);
    },
  });
}

interface Run {
  id: string;
  at: string;
  /** The last id. */
  ids: number;
  counts: Record<"stored" | "new" | "updated" | "unchanged" | "deleted", number>;
  put: (id: number) => void;
}

function run(vault: Vault, { id, at, ids, counts: found, put }: Run): void {
  const counts = { ...found, listed: found.stored, failed: 0 };
  vault.withTransaction(() =>
    beginSession(vault, {
      id,
      mode: "full",
      instance: "https://acme.looker.com",
      startedAt: at,
      hostUser: null,
      lookervaultVersion: "bench",
      options: {},
      types: ["dashboards"],
    })
  );
  for (let from = 1; from <= ids; from += BATCH) {
    vault.withTransaction(() => {
      for (let i = from; i < Math.min(from + BATCH, ids + 1); i++) put(i);
    });
  }
  vault.withTransaction(() => {
    markMissingDeleted(vault, TYPE, { sessionId: id, at });
    saveCheckpoint(vault, id, {
      ...counts,
      type: TYPE,
      state: "done",
      complete: true,
      note: null,
      calls: 0,
      at,
    });
    const cost = { calls: 0, retries: 0, bytes: 0, activeMs: 1, busyMs: 1 };
    endSession(vault, id, {
      ...counts,
      ...cost,
      status: "completed",
      completedAt: at,
      error: null,
      isMeasure: true,
    });
  });
}

function store(
  vault: Vault,
  { id, tiles: count }: { id: number; tiles: number },
  seen: { sessionId: string; at: string },
): void {
  const tiles = Array.from({ length: count }, (_, n) => ({
    id: String(id * count + n),
    title: `Tile ${n}`,
    type: "vis",
    query: {
      id: crypto.randomUUID(),
      model: "thelook",
      view: "orders",
      fields: ["orders.created_date", "orders.count"],
      filters: { "orders.created_date": seen.sessionId === "first" ? "7 days" : "30 days" },
    },
  }));
  // What does not compress, as titles and texts of people do not.
  const noise = crypto.getRandomValues(new Uint8Array(1500)).toHex();
  const title = `Dashboard ${id} of team ${id % 97}`;
  const body = {
    id: String(id),
    title,
    folder_id: String(id % 500),
    user_id: String(id % 300),
    description: noise,
    dashboard_elements: tiles,
  };
  putItem(
    vault,
    item("dashboards", String(id), body, {
      name: title,
      ownerId: String(id % 300),
      ownerEmail: `user${id % 300}@acme.com`,
      folderId: String(id % 500),
      createdAt: DAYS[0],
      updatedAt: seen.at,
    }),
    seen,
  );
}
