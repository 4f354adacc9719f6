import { assertEquals, assertThrows } from "@std/assert";
import {
  beginSession,
  describeSession,
  endSession,
  recordError,
  saveCheckpoint,
  type SessionEnd,
} from "../../lib/vault/sessions.ts";
import { openVaultForWriting } from "../../lib/vault/open.ts";
import { checkpoint } from "./_checkpoint.ts";
import { begin, cell, minute, newVault, TempDir, WRITING } from "./_vaults.ts";

const END: SessionEnd = {
  status: "partial",
  completedAt: minute(9),
  listed: 5,
  stored: 4,
  new: 1,
  updated: 2,
  unchanged: 1,
  deleted: 0,
  failed: 1,
  calls: 12,
  retries: 3,
  bytes: 2 ** 40,
  activeMs: 1500,
  busyMs: 4000.4,
  error: null,
  isMeasure: true,
};

Deno.test("a run is one row from its beginning to its end", () => {
  using dir = new TempDir();
  using vault = openVaultForWriting(dir.file(), WRITING);
  vault.withTransaction(() => {
    beginSession(vault, {
      id: "s1",
      mode: "full",
      instance: "https://acme.looker.com",
      startedAt: minute(0),
      hostUser: null,
      lookervaultVersion: "0.1.0",
      options: { workers: 8 },
      types: ["dashboards", "looks"],
    });
  });
  vault.withTransaction(() =>
    describeSession(vault, "s1", {
      lookerVersion: "26.12",
      userId: "7",
      userEmail: "a@b.c",
      roles: ["Admin"],
      rights: { roles: ["2"] },
    })
  );
  for (const status of ["failed", "partial"]) {
    vault.withTransaction(() => endSession(vault, "s1", { ...END, status }));
  }
  const rows = vault.prepare("SELECT * FROM extraction_sessions").all();
  assertEquals({ ...rows[0] }, {
    id: "s1",
    status: "partial",
    started_at: minute(0),
    completed_at: minute(9),
    api_user_id: "7",
    api_user_email: "a@b.c",
    host_user: null,
    lookervault_version: "0.1.0",
    options: '{"workers":8}',
    calls: 12,
    bytes: 2 ** 40,
    error: null,
    mode: "full",
    instance: "https://acme.looker.com",
    looker_version: "26.12",
    api_user_roles: '["Admin"]',
    types: '["dashboards","looks"]',
    listed: 5,
    stored: 4,
    new: 1,
    updated: 2,
    unchanged: 1,
    deleted: 0,
    failed: 1,
    retries: 3,
    active_ms: 1500,
    busy_ms: 4000,
    api_user_rights: '{"roles":["2"]}',
    is_measure: 1,
  });
  assertEquals(rows.length, 1);
});

Deno.test("a run that never ended is interrupted as soon as the next begins; ended ones stay as they are", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  vault.withTransaction(() => begin(vault, "s2"));
  vault.withTransaction(() => endSession(vault, "s2", { ...END, status: "completed" }));
  vault.withTransaction(() => begin(vault, "s3"));
  const rows = vault.prepare("SELECT id, status FROM extraction_sessions ORDER BY id").all();
  assertEquals(rows.map((row) => `${row["id"]} ${row["status"]}`), [
    "s1 interrupted",
    "s2 completed",
    "s3 running",
  ]);
  assertThrows(() => vault.withTransaction(() => begin(vault, "s3")), Error, "UNIQUE");
  assertEquals(cell(vault, "SELECT status FROM extraction_sessions WHERE id = 's3'"), "running");
});

Deno.test("a type of a run has one checkpoint, the newest", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  vault.withTransaction(() => {
    saveCheckpoint(vault, "s1", checkpoint());
    saveCheckpoint(vault, "s1", checkpoint({ type: 2 }));
    saveCheckpoint(
      vault,
      "s1",
      checkpoint({ state: "done", complete: true, stored: 3, note: "n", at: minute(2) }),
    );
  });
  const rows = vault.prepare("SELECT * FROM sync_checkpoints ORDER BY content_type").all();
  assertEquals(rows.map((row) => row["content_type"]), [1, 2]);
  assertEquals({ ...rows[0] }, {
    session_id: "s1",
    content_type: 1,
    state: "done",
    complete: 1,
    note: "n",
    listed: 3,
    stored: 3,
    new: 2,
    updated: 0,
    unchanged: 0,
    deleted: 0,
    failed: 1,
    calls: 4,
    updated_at: minute(2),
  });
});

Deno.test("every failure is one row, also two of one item", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  const failure = { type: 1, itemId: "7", operation: "dashboard", status: 500, message: "no", at: minute(1) };
  vault.withTransaction(() => {
    recordError(vault, "s1", failure);
    recordError(vault, "s1", failure);
    recordError(vault, "s1", { ...failure, type: null, itemId: null, status: null });
  });
  const rows = vault.prepare(
    "SELECT content_type, item_id, operation, status, message, at FROM extraction_errors ORDER BY number",
  ).all();
  assertEquals(rows.map((row) => Object.values(row)), [
    [1, "7", "dashboard", 500, "no", minute(1)],
    [1, "7", "dashboard", 500, "no", minute(1)],
    [null, null, "dashboard", null, "no", minute(1)],
  ]);
});
