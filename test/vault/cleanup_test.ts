import { assert, assertEquals, assertLess, assertThrows } from "@std/assert";
import { cleanUp, type CleanupRequest, planCleanup } from "../../lib/vault/cleanup.ts";
import { capturedRows } from "../../lib/vault/captured.ts";
import { putItem } from "../../lib/vault/content.ts";
import { markDeleted } from "../../lib/vault/missing.ts";
import {
  VaultClockError,
  VaultLockedError,
  VaultMissingError,
  VaultNeededError,
} from "../../lib/vault/errors.ts";
import { openVaultForReading, openVaultForWriting } from "../../lib/vault/open.ts";
import { beginSession } from "../../lib/vault/sessions.ts";
import { readBodyAt, versionsOf } from "../../lib/vault/versions.ts";
import type { Vault } from "../../lib/vault/vault.ts";
import { FakeClock } from "../http/fake_clock.ts";
import { cell, digestOf, item, T0, TempDir, WRITING } from "./_vaults.ts";

const LOOKS = 2;

/** ISO time `days` after the first moment of 2026. */
const day = (days: number): string => new Date(T0 + days * 86_400_000).toISOString();

const request = (today: number, days: number, acceptClock = false): CleanupRequest => ({
  clock: new FakeClock({ epoch: T0 + today * 86_400_000 }),
  days,
  acceptClock,
});

/** A run on a day, under that name, that puts looks by id and title, and finds others gone. */
function run(
  vault: Vault,
  at: number,
  { put = {}, gone = [], status = "completed" }: {
    put?: Record<string, unknown>;
    gone?: string[];
    status?: string;
  } = {},
): void {
  const sessionId = `day${at}`;
  vault.withTransaction(() => {
    beginSession(vault, {
      id: sessionId,
      mode: "full",
      instance: "https://acme.looker.com",
      startedAt: day(at),
      hostUser: null,
      lookervaultVersion: "0",
      options: {},
      types: ["looks"],
    });
    for (const [id, title] of Object.entries(put)) {
      putItem(vault, item("looks", id, { id, title }, { name: String(title).slice(0, 20) }), {
        sessionId,
        at: day(at),
      });
    }
    for (const id of gone) markDeleted(vault, { type: LOOKS, id, at: day(at) });
    if (status === "running") return;
    vault.prepare("UPDATE extraction_sessions SET status = ?, completed_at = started_at WHERE id = ?")
      .run(status, sessionId);
  });
}

/** A hundred days: look 1 changes on days 0, 40, 80; look 2 on 0 and 20, gone on 30; look 3 gone on 90. */
function filled(path: string): Vault {
  const vault = openVaultForWriting(path, WRITING);
  run(vault, 0, { put: { 1: "A", 2: "P", 3: "X" } });
  run(vault, 20, { put: { 2: "Q" } });
  run(vault, 30, { gone: ["2"] });
  run(vault, 40, { put: { 1: "B" } });
  run(vault, 60);
  run(vault, 80, { put: { 1: "C" } });
  run(vault, 90, { gone: ["3"] });
  run(vault, 100);
  return vault;
}

const names = (vault: Vault): unknown[] => [
  vault.prepare("SELECT name FROM content_items ORDER BY id").all().map((row) => row["name"]),
  vault.prepare("SELECT name FROM content_history ORDER BY id, valid_from").all().map((row) => row["name"]),
];

/** Days of retention on day 100; the names of items and of versions that stay. */
const KEPT: [days: number, items: string[], versions: string[]][] = [
  [1000, ["C", "Q", "X"], ["A", "B", "P"]],
  [80, ["C", "Q", "X"], ["A", "B", "P"]],
  [79, ["C", "Q", "X"], ["A", "B"]],
  [70, ["C", "Q", "X"], ["A", "B"]],
  [69, ["C", "X"], ["A", "B"]],
  [59, ["C", "X"], ["B"]],
  [20, ["C", "X"], ["B"]],
  [19, ["C", "X"], []],
  [9, ["C"], []],
];

for (const [days, items, versions] of KEPT) {
  Deno.test(`a retention of ${days} days keeps ${[...items, ...versions].join(" ")}, and always what is there`, () => {
    using dir = new TempDir();
    using vault = filled(dir.file());
    const before = names(vault).flat().length;
    const plan = planCleanup(vault, request(100, days, true));
    assertEquals(names(vault).flat().length, before);
    const result = cleanUp(vault, request(100, days, true));
    assertEquals(result.expired, plan.expired);
    assertEquals(names(vault), [items, versions]);
    assertEquals(before - result.expired.length, items.length + versions.length);
    assertEquals(planCleanup(vault, request(100, days, true)).expired, []);
    assertEquals(vault.prepare("PRAGMA foreign_key_check").all(), []);
    assertEquals(cell(vault, "PRAGMA integrity_check"), "ok");
    assertEquals(cell(vault, "SELECT count(*) FROM extraction_sessions"), 8);
  });
}

Deno.test("a plan says what goes and why", () => {
  using dir = new TempDir();
  using vault = filled(dir.file());
  const { cutoff, expired, refusal } = planCleanup(vault, request(100, 65));
  assertEquals([cutoff, refusal], [day(35), null]);
  assertEquals(expired.map(({ bytes, ...rest }) => (assert(bytes > 0), rest)), [
    { type: "looks", id: "2", name: "P", reason: "superseded", valid_from: day(0), since: day(20) },
    { type: "looks", id: "2", name: "Q", reason: "deleted", valid_from: day(20), since: day(30) },
  ]);
});

Deno.test("what was gone, came back and is there keeps its newest version; the time before may go", () => {
  using dir = new TempDir();
  using vault = openVaultForWriting(dir.file(), WRITING);
  run(vault, 0, { put: { 1: "A" } });
  run(vault, 10, { gone: ["1"] });
  run(vault, 50, { put: { 1: "A" } });
  cleanUp(vault, request(60, 45));
  assertEquals(versionsOf(vault, LOOKS, "1").map(({ validFrom, validTo }) => [validFrom, validTo]), [
    [day(50), null],
  ]);
});

Deno.test("versions of a removed item go with it, though the clock says they are younger", () => {
  using dir = new TempDir();
  using vault = filled(dir.file());
  vault.prepare("UPDATE content_history SET valid_to = ? WHERE id = '2'").run(day(99));
  cleanUp(vault, request(100, 65));
  assertEquals(names(vault), [["C", "X"], ["A", "B"]]);
});

Deno.test("what an interrupted run counts by is kept until it came to its end", () => {
  for (const status of ["interrupted", "running", "failed"]) {
    using dir = new TempDir();
    using vault = openVaultForWriting(dir.file(), WRITING);
    run(vault, 0, { put: { 1: "A", 2: "B", 3: "C" } });
    run(vault, 5, { gone: ["2"] });
    run(vault, 10, { put: { 3: "D" } });
    run(vault, 50, { put: { 1: "changed", 2: "B", 4: "new" }, status });
    const counts = (): unknown => capturedRows(vault, LOOKS, { id: "day50", startedAt: day(50) });
    const before = counts();
    cleanUp(vault, request(81, 30, true));
    assertEquals(counts(), before);
    assertEquals(names(vault), [["changed", "B", "D", "new"], ["A", "B"]]);
    run(vault, 82);
    cleanUp(vault, request(113, 30, true));
    assertEquals(names(vault), [["changed", "B", "D", "new"], []]);
  }
});

Deno.test("nothing goes while the clock is doubted, and with consent to it all that is old", () => {
  using dir = new TempDir();
  const path = dir.file();
  using vault = filled(path);
  const before = names(vault);
  const later = planCleanup(vault, request(100 + 3650, 30));
  assertEquals(later.expired.length, 5);
  assert(later.refusal instanceof VaultClockError);
  assertThrows(() => cleanUp(vault, request(100 + 3650, 30)), VaultClockError, "the clock may have jumped");
  assertThrows(() => cleanUp(vault, request(99, 30)), VaultClockError, "its newest run is from 2026-04-11");
  assertThrows(() => planCleanup(vault, request(99, 30)), VaultClockError);
  assertEquals(names(vault), before);
  cleanUp(vault, request(100 + 3650, 30, true));
  assertEquals(names(vault), [["C"], []]);
  assertEquals(cleanUp(vault, request(9999, 30)).expired, []);
});

Deno.test("the space goes back to the file system, and nothing of what was removed is left in the file", () => {
  using dir = new TempDir();
  const path = dir.file();
  using vault = openVaultForWriting(path, WRITING);
  const bodies = (mark: string): Record<string, unknown> =>
    Object.fromEntries(
      // Not compressible, short and long: within pages and on pages of their own.
      Array.from({ length: 200 }, (_, i) => [i, `${mark}${noise(i % 10 === 0 ? 40_000 : 60)}`]),
    );
  run(vault, 0, { put: bodies("OldVersion") });
  run(vault, 40, { put: bodies("NewVersion") });
  run(vault, 80, { gone: Array.from({ length: 40 }, (_, i) => String(i)) });
  run(vault, 100);
  vault.checkpointLog();
  const size = Deno.statSync(path).size;
  const { bytesBefore, bytesAfter } = cleanUp(vault, request(100, 45));
  assertEquals([bytesBefore, bytesAfter], [size, Deno.statSync(path).size]);
  assertLess(bytesAfter, size * 0.65);
  assertEquals(cell(vault, "PRAGMA freelist_count"), 0);
  const text = new TextDecoder("latin1").decode(Deno.readFileSync(path));
  assert(!text.includes("OldVersion"), "a removed version can be found in the file");
  assert(text.includes("NewVersion"));
  assert(readBodyAt(vault, { type: LOOKS, id: "9", at: day(90) }) === null);
  cleanUp(vault, request(126, 45));
  assertEquals(cell(vault, "SELECT count(*) FROM content_items"), 160);
});

Deno.test("what a restore may need is kept for a week after it was interrupted", () => {
  using dir = new TempDir();
  using vault = filled(dir.file());
  const before = names(vault);
  const restore = (id: string, status: string, at: number): void =>
    void vault.prepare(
      `INSERT INTO restoration_sessions (id, status, started_at, lookervault_version, options, source, destination)
       VALUES (?, ?, ?, '0', '{}', 'a', 'b')`,
    ).run(id, status, day(at));
  restore("r1", "interrupted", 95);
  assert(planCleanup(vault, request(101, 65)).refusal instanceof VaultNeededError);
  assertThrows(() => cleanUp(vault, request(101, 65)), VaultNeededError, "restore of 2026-04-06 00:00 UTC");
  assertEquals(names(vault), before);
  assertEquals(planCleanup(vault, request(101, 1000)).refusal, null);
  assertEquals(planCleanup(vault, request(103, 65)).refusal, null);
  restore("r2", "completed", 96);
  assertEquals(cleanUp(vault, request(101, 65)).expired.length, 2);
});

Deno.test("a reader holds the space back, until the next cleanup", () => {
  using dir = new TempDir();
  const path = dir.file();
  using vault = filled(path);
  vault.prepare("PRAGMA busy_timeout = 0").get();
  vault.checkpointLog();
  {
    using reader = openVaultForReading(path);
    reader.prepare("BEGIN").run();
    reader.prepare("SELECT count(*) FROM content_items").get();
    const { expired, compacted } = cleanUp(vault, request(100, 65));
    assertEquals([expired.length, compacted], [2, false]);
  }
  assertEquals(cleanUp(vault, request(100, 65)).compacted, true);
});

Deno.test("a cleanup makes no vault, and waits for no other run", () => {
  using dir = new TempDir();
  const path = dir.file();
  const options = { ...WRITING, create: false };
  assertThrows(() => openVaultForWriting(path, options), VaultMissingError, "there is no such file");
  assertEquals(dir.files(), []);
  using _vault = filled(path);
  assertThrows(() => openVaultForWriting(path, options), VaultLockedError);
});

Deno.test("a plan changes no byte of the vault", () => {
  using dir = new TempDir();
  const path = dir.file();
  filled(path)[Symbol.dispose]();
  const before = digestOf(path);
  {
    using vault = openVaultForReading(path);
    assertEquals(planCleanup(vault, request(100, 30)).expired.length, 3);
  }
  assertEquals(digestOf(path), before);
});

/** Letters that zstd cannot make shorter by much. */
function noise(length: number): string {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return Array.from(bytes, (byte) => String.fromCharCode(48 + byte % 64)).join("");
}
