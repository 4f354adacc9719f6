import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { coverageCommand } from "../../lib/cli/commands/coverage_command.ts";
import { isWhole, vaultCoverage } from "../../lib/inspect/coverage.ts";
import { CONTENT_TYPES, typeCode } from "../../lib/looker/content_type_names.ts";
import { nothingBeyond, type SpecRecord } from "../../lib/looker/spec_record.ts";
import { cellWidth } from "../../lib/term/cell.ts";
import { NO_COLOURS } from "../../lib/term/palette.ts";
import { renderCoverage } from "../../lib/term/render_coverage.ts";
import { putItem } from "../../lib/vault/content.ts";
import { rememberCopy } from "../../lib/vault/copied.ts";
import { type DrillRecord, rememberDrill, rememberedDrills } from "../../lib/vault/drills.ts";
import { keepSpec } from "../../lib/vault/api_specs.ts";
import { describeSession, recordError, saveCheckpoint } from "../../lib/vault/sessions.ts";
import type { Vault } from "../../lib/vault/vault.ts";
import { play } from "../cli/_fakes.ts";
import { HOSTILE, steers } from "../term/_fakes.ts";
import { checkpoint } from "../vault/_checkpoint.ts";
import { begin, item, minute, newVault, TempDir } from "../vault/_vaults.ts";

const NO_ITEMS = { listed: 0, stored: 0, new: 0, updated: 0, unchanged: 0, deleted: 0, failed: 0 };

function whole(vault: Vault, sessionId: string): void {
  for (const type of CONTENT_TYPES) {
    saveCheckpoint(
      vault,
      sessionId,
      checkpoint({
        type: typeCode(type),
        state: "done",
        complete: true,
        note: null,
        ...NO_ITEMS,
        at: minute(1),
      }),
    );
  }
}

const state = (vault: Vault, type: string): unknown[] => {
  const row = vaultCoverage(vault).types.find((one) => one.type === type);
  return [row?.state, row?.note, row?.errors.length, row?.last_complete];
};

Deno.test("coverage of a vault without a run says that nothing was tried", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  const coverage = vaultCoverage(vault);
  assertEquals(new Set(coverage.types.map((type) => type.state)), new Set(["never tried"]));
  assertEquals([isWhole(coverage), coverage.user.admin], [false, null]);
});

Deno.test("coverage tells of each type how the last run that tried it went", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  vault.withTransaction(() => {
    whole(vault, "s1");
    describeSession(vault, "s1", {
      lookerVersion: "26.0",
      userId: "9",
      userEmail: "bot@acme.com",
      roles: ["Viewer"],
      rights: null,
    });
  });
  assert(isWhole(vaultCoverage(vault)));
  vault.withTransaction(() => {
    begin(vault, "s2");
    vault.prepare("UPDATE extraction_sessions SET started_at = ? WHERE id = 's2'").run(minute(5));
    const put = (
      type: "users" | "looks" | "boards" | "roles",
      given: Parameters<typeof checkpoint>[0],
    ): void =>
      saveCheckpoint(
        vault,
        "s2",
        checkpoint({ type: typeCode(type), state: "done", failed: 0, at: minute(6), ...given }),
      );
    put("users", { complete: false, note: "refused (403)", stored: 0 });
    put("looks", { complete: true, note: null, stored: 3 });
    put("boards", { complete: false, note: null, stored: 3, state: "running" });
    put("roles", { complete: true, note: null, stored: 3, failed: 1 });
    recordError(vault, "s2", {
      type: typeCode("looks"),
      itemId: "7",
      operation: "query",
      status: 500,
      message: "broken",
      at: minute(6),
    });
  });
  assertEquals(state(vault, "users"), ["not captured", "refused (403)", 0, minute(1)]);
  assertEquals(state(vault, "looks"), ["partial", null, 1, minute(6)]);
  assertEquals(state(vault, "boards"), ["interrupted", null, 0, minute(1)]);
  assertEquals(state(vault, "roles").slice(0, 1), ["partial"]);
  assertEquals(state(vault, "dashboards"), ["complete", null, 0, minute(1)]);
});

Deno.test("coverage exits 4 where something is missing and names it; Looker's texts steer no terminal", async () => {
  using dir = new TempDir();
  {
    using vault = newVault(dir.file());
    vault.withTransaction(() => {
      whole(vault, "s1");
      for (const message of [...HOSTILE, "word ".repeat(1000)]) {
        recordError(vault, "s1", {
          type: typeCode("looks"),
          itemId: message.toWellFormed().replaceAll("\0", ""),
          operation: "look",
          status: 500,
          message: message.toWellFormed().replaceAll("\0", ""),
          at: minute(1),
        });
      }
    });
  }
  const run = (args: string[], columns: number | null) =>
    play(["coverage", "--db", dir.file(), ...args], {
      columns,
      commands: [(runner) => coverageCommand(runner)],
    });
  const json = await run(["--json"], null);
  assertEquals([json.exit, json.offline, JSON.parse(json.stdout).status], [4, true, "partial"]);
  assertStringIncludes((await run(["-q"], null)).stderr, "types were captured incompletely, or never");
  for (const columns of [80, 120]) {
    const { stdout } = await run([], columns);
    assertStringIncludes(stdout, "Missing");
    assertStringIncludes(stdout, "returned 500");
    for (const line of stdout.split("\n")) {
      assertFalse(steers(line), line);
      assert(cellWidth(line) <= columns, line);
    }
  }
});

Deno.test("coverage tells what the release of the newest backup has beyond this version, and of no other", async () => {
  using dir = new TempDir();
  const record = (release: string, types: string[]): SpecRecord => ({
    release,
    readAt: minute(1),
    state: "read",
    writable: {},
    beyond: { ...nothingBeyond(), types, listings: ["all_hats"] },
  });
  {
    using vault = newVault(dir.file());
    vault.withTransaction(() => {
      whole(vault, "s1");
      describeSession(vault, "s1", {
        lookerVersion: "27.1.2",
        userId: "9",
        userEmail: null,
        roles: [],
        rights: null,
      });
    });
    assertEquals(vaultCoverage(vault).beyond, null);
    keepSpec(vault, record("27.1.2", ["Hat"]));
    for (const release of ["1", "2", "3"]) keepSpec(vault, record(release, ["Scarf"]));
    const { beyond } = vaultCoverage(vault);
    assertEquals([beyond?.release, beyond?.types, beyond?.state, beyond?.read_at], [
      "27.1.2",
      ["Hat"],
      "read",
      minute(1),
    ]);
    for (const release of ["4", "5"]) keepSpec(vault, record(release, []));
    assertEquals(vaultCoverage(vault).beyond, null, "five releases are remembered");
    keepSpec(vault, record("27.1.2", ["Hat"]));
  }
  const { stdout } = await play(["coverage", "--db", dir.file()], {
    columns: null,
    commands: [(runner) => coverageCommand(runner)],
  });
  assertStringIncludes(stdout, "Unknown to this version of lookervault");
  assertStringIncludes(stdout, "does not back up: Hat.");
  assertFalse(stdout.includes("Scarf"));
});

const DRILL: DrillRecord = {
  started_at: minute(2),
  completed_at: minute(3),
  status: "partial",
  destination: "https://acme.looker.com",
  api_user: "bot@acme.com",
  host_user: "ada|`x`",
  lookervault_version: "1",
  snapshot: null,
  sample: 20,
  tried: 20,
  same: 17,
  different: 1,
  incomplete: 1,
  failed: 2,
};

Deno.test("coverage --format md is a document: verified, with the last drill, who ran it and what it proves", async () => {
  using dir = new TempDir();
  {
    using vault = newVault(dir.file());
    vault.withTransaction(() => {
      whole(vault, "s1");
      const looks = checkpoint({
        ...NO_ITEMS,
        type: typeCode("looks"),
        state: "done",
        complete: true,
        note: null,
      });
      saveCheckpoint(vault, "s1", { ...looks, listed: 1, stored: 1, new: 1 });
      putItem(vault, item("looks", "7", { id: "7" }), { sessionId: "s1", at: minute(1) });
    });
    rememberDrill(vault, { ...DRILL, started_at: minute(0), same: 20 });
    rememberDrill(vault, DRILL);
    assertEquals(rememberedDrills(vault).map(({ same }) => same), [17, 20]);
  }
  rememberCopy(dir.file(), {
    location: "s3://b/p",
    folder: "acme",
    stamp: "2026-01-01T04-00-00Z",
    sha256: "00",
  });
  const run = (args: string[]) =>
    play(["coverage", "--db", dir.file(), ...args], { commands: [(runner) => coverageCommand(runner)] });
  const { stdout, stderr, exit } = await run(["--format", "md"]);
  assertEquals(exit, 0, stderr);
  for (
    const line of [
      "| verified | 2026-01-02T03:04Z: 1 item, all intact |",
      "| last drill | 2026-01-01T00:03Z, by `` ada\\|`x` `` as `bot@acme.com`: 17 of 20 copies equal to the backup, " +
      "1 without a part that Looker does not accept, 1 different, 1 failed |",
      "| copies | 2026-01-01T04:00Z, `s3://b/p/acme` |",
      "Nothing: every type was captured completely.",
      "- 20 dashboards and looks, chosen at random, were restored from the vault as copies into `https://acme.looker.com`, read back, and compared with the backup.",
      "- dashboards, looks: followers",
    ]
  ) assertStringIncludes(stdout, line);
  assertFalse(stdout.includes("A backup has run since"));
  const { verified, drill, copies } = JSON.parse((await run(["--json"])).stdout);
  assertEquals([verified, drill, copies], [null, DRILL, [{
    location: "s3://b/p/acme",
    at: "2026-01-01T04:00:00Z",
  }]]);
  assertEquals(JSON.parse((await run(["--format", "json", "--verify"])).stdout).verified.checked, 1);
});

Deno.test("coverage --format md ends with 5 where the vault is damaged, and shows no foreign drill", async () => {
  using dir = new TempDir();
  {
    using vault = newVault(dir.file());
    vault.withTransaction(() => {
      whole(vault, "s1");
      putItem(vault, item("looks", "7", { id: "7" }), { sessionId: "s1", at: minute(1) });
      vault.prepare("UPDATE content_items SET content_data = x'00'").run();
      vault.setMeta(
        "drills",
        JSON.stringify([{ ...DRILL, same: "all" }, { ...DRILL, api_user: {} }, 7, null]),
      );
    });
  }
  const { stdout, stderr, exit } = await play(["coverage", "--db", dir.file(), "--format", "md"], {
    commands: [(runner) => coverageCommand(runner)],
  });
  assertEquals(exit, 5);
  assertStringIncludes(stderr, "looks 7");
  assertStringIncludes(stdout, "1 damaged");
  assertStringIncludes(stdout, "No restore was tested from this vault");
});

Deno.test("coverage says each thing once: types without a reason together, what several types lack with all of them", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  const lines = renderCoverage(vaultCoverage(vault), { width: null, palette: NO_COLOURS });
  assertEquals(lines.filter((line) => line.startsWith("- never tried: dashboards, looks, ")).length, 1);
  const bullets = lines.filter((line) => line.startsWith("- ")).map((line) =>
    line.slice(line.indexOf(": ") + 2)
  );
  assertEquals(bullets.length, new Set(bullets).size);
});
