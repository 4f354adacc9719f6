import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { coverageCommand } from "../../lib/cli/commands/coverage_command.ts";
import { isWhole, vaultCoverage } from "../../lib/inspect/coverage.ts";
import { CONTENT_TYPES, typeCode } from "../../lib/looker/content_type_names.ts";
import { nothingBeyond, type SpecRecord } from "../../lib/looker/spec_record.ts";
import { cellWidth } from "../../lib/term/cell.ts";
import { keepSpec } from "../../lib/vault/api_specs.ts";
import { describeSession, recordError, saveCheckpoint } from "../../lib/vault/sessions.ts";
import type { Vault } from "../../lib/vault/vault.ts";
import { play } from "../cli/_fakes.ts";
import { HOSTILE, steers } from "../term/_fakes.ts";
import { checkpoint } from "../vault/_checkpoint.ts";
import { begin, minute, newVault, TempDir } from "../vault/_vaults.ts";

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
        failed: 0,
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
  assertStringIncludes((await run(["-q"], null)).stderr, "Not captured whole, or never: ");
  for (const columns of [80, 120]) {
    const { stdout } = await run([], columns);
    assertStringIncludes(stdout, "Missing");
    assertStringIncludes(stdout, "answered 500");
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
  assertStringIncludes(stdout, "Beyond this version of lookervault");
  assertStringIncludes(stdout, "no backup holds: Hat.");
  assertFalse(stdout.includes("Scarf"));
});
