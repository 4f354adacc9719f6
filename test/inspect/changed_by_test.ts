import { assert, assertEquals } from "@std/assert";
import { diffVault } from "../../lib/inspect/diff.ts";
import { itemHistory } from "../../lib/inspect/history.ts";
import { typeCode } from "../../lib/looker/content_type_names.ts";
import { putItem } from "../../lib/vault/content.ts";
import { markDeleted } from "../../lib/vault/missing.ts";
import {
  beginRestoration,
  describeRestoration,
  saveRestorationCheckpoint,
} from "../../lib/vault/restorations.ts";
import { saveCheckpoint } from "../../lib/vault/sessions.ts";
import type { Vault } from "../../lib/vault/vault.ts";
import { NO_COLOURS } from "../../lib/term/palette.ts";
import { versionLines } from "../../lib/term/render_versions.ts";
import { saveMapping } from "../../lib/vault/id_map.ts";
import { authorWords } from "../../lib/term/author_words.ts";
import { checkpoint } from "../vault/_checkpoint.ts";
import { begin, item, minute, newVault, TempDir } from "../vault/_vaults.ts";

const ACME = "https://acme.looker.com";

/** Runs at the minutes 10, 20, 30 and 40 that saw all of these types. */
function filled(path: string): Vault {
  const vault = newVault(path);
  const put = (
    type: "dashboards" | "users" | "scheduled_plans",
    id: string,
    at: number,
    body: object,
  ): void =>
    void putItem(
      vault,
      item(type, id, { id, ...body }, {
        name: `${type} ${id}`,
        ownerEmail: type === "users" ? `u${id}@acme.com` : null,
      }),
      {
        sessionId: `run${at}`,
        at: minute(at + 1),
      },
    );
  const edit = (by: string, at: number, more: object = {}): object => ({
    last_updater_id: by,
    updated_at: minute(at),
    created_at: minute(1),
    ...more,
  });
  vault.withTransaction(() => {
    vault.setMeta("instance", ACME);
    for (const at of [10, 20, 30, 40]) {
      begin(vault, `run${at}`);
      vault.prepare("UPDATE extraction_sessions SET started_at = ?, status = 'completed' WHERE id = ?").run(
        minute(at),
        `run${at}`,
      );
      for (const type of ["dashboards", "users", "scheduled_plans"] as const) {
        saveCheckpoint(
          vault,
          `run${at}`,
          checkpoint({ type: typeCode(type), state: "done", complete: true, at: minute(at + 2) }),
        );
      }
    }
    for (const id of ["1", "2"]) put("users", id, 10, {});
    put("dashboards", "7", 10, edit("1", 5, { title: "a" }));
    put("dashboards", "7", 20, edit("2", 15, { title: "b" }));
    // Who may see it changed: nobody tells who did that.
    put("dashboards", "7", 30, edit("2", 15, { title: "b", folder_id: "9" }));
    put("dashboards", "7", 40, edit("1", 35, { title: "c", folder_id: "9" }));
    put("dashboards", "8", 20, edit("3", 15, { title: "new" }));
    put("dashboards", "9", 10, edit("1", 5, { title: "x" }));
    markDeleted(vault, { type: typeCode("dashboards"), id: "9", at: minute(31) });
    put("scheduled_plans", "5", 10, { user_id: "1", title: "x" });
    put("scheduled_plans", "5", 30, { user_id: "1", title: "y" });
    beginRestoration(vault, {
      id: "0123456789abcdef",
      source: ACME,
      destination: `${ACME}:443`,
      startedAt: minute(24),
      hostUser: null,
      lookervaultVersion: "0",
      options: {},
    });
    describeRestoration(vault, "0123456789abcdef", { id: "2", email: "u2@acme.com" });
    saveRestorationCheckpoint(vault, "0123456789abcdef", {
      type: typeCode("scheduled_plans"),
      itemId: "4",
      step: "item",
      state: "updated",
      destinationId: "5",
      at: minute(25),
    });
  });
  return vault;
}

const time = (iso: string): string => iso.slice(14, 16);

Deno.test("history says who made each version, where Looker tells it, else between which runs", () => {
  using dir = new TempDir();
  using vault = filled(dir.file());
  const told = (type: "dashboards" | "scheduled_plans", id: string): string[] =>
    itemHistory(vault, type, id).versions.map(({ by, between }) => authorWords(by, between, time));
  assertEquals(told("dashboards", "7"), [
    "edited by users 1 <u1@acme.com>, 35",
    "by an unknown user (between the runs of 20 and 30)",
    "edited by users 2 <u2@acme.com>, 15",
    "by an unknown user (first seen by the run of 10)",
  ]);
  assertEquals(told("dashboards", "8"), ["edited by user 3, 15"]);
  assertEquals(
    told("scheduled_plans", "5")[0],
    "restored by users 2 <u2@acme.com>, by the restore 01234567, 25",
  );
  assertEquals(itemHistory(vault, "dashboards", "9").versions[0]?.gone_between, {
    after: minute(20),
    before: minute(30),
  });
});

Deno.test("diff says who made the latest change of a span, and who else made some", () => {
  using dir = new TempDir();
  using vault = filled(dir.file());
  const told = (from: number, to?: number): unknown[] =>
    diffVault(vault, { type: "dashboards", from: minute(from), ...(to !== undefined && { to: minute(to) }) })
      .items
      .map(({ id, by, also_by, between }) => [
        id,
        by?.id ?? null,
        also_by?.map((one) => one.id),
        Object.values(between ?? {}).map((at) => at === null ? null : time(at)),
      ]);
  assertEquals(told(15), [["7", "1", ["2"], ["30", "40"]], ["8", "3", [], ["10", "20"]], ["9", null, [], [
    "20",
    "30",
  ]]]);
  assertEquals(told(25, 35), [["7", null, [], ["20", "30"]], ["9", null, [], ["20", "30"]]]);
  const [first] = diffVault(vault, { type: "dashboards", from: minute(15), stat: true }).items;
  assertEquals([first?.by, first?.between], [undefined, undefined]);
});

Deno.test("history follows an item across the ids that restores gave it, whichever of them is asked for", () => {
  using dir = new TempDir();
  using vault = filled(dir.file());
  vault.withTransaction(() => {
    saveMapping(vault, { source: ACME, destination: `${ACME}:443` }, {
      kind: "dashboards",
      sourceId: "9",
      destinationId: "8",
      sessionId: "0123456789abcdef",
      at: minute(25),
    });
  });
  for (const id of ["8", "9"]) {
    const { versions, restored } = itemHistory(vault, "dashboards", id);
    assertEquals(versions.map((version) => [version.id, version.valid_from]), [["8", minute(21)], [
      "9",
      minute(11),
    ]]);
    assertEquals(restored, [{ from: "9", to: "8", session_id: "0123456789abcdef", at: minute(25) }]);
    const lines = versionLines({ versions, restored }, { width: 120, palette: NO_COLOURS });
    assertEquals(lines[0]?.toString().startsWith("id  from"), true);
    assert(
      lines.includes("9 → 8: created again by the restore 01234567, 2026-01-01T00:25:00Z"),
      lines.join("\n"),
    );
  }
});
