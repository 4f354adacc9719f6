import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { diffCommand } from "../../lib/cli/commands/diff.ts";
import type { DiffRequest, VaultDiff } from "../../lib/inspect/diff.ts";
import { HOSTILE, steers } from "../term/_fakes.ts";
import { type Play, play, type Played } from "./_fakes.ts";

const DIFF: VaultDiff = {
  from: "2026-01-01T00:00:00.000Z",
  to: null,
  types: [{ type: "looks", added: 0, removed: 0, changed: 1 }],
  items: [{
    type: "looks",
    id: "7",
    name: HOSTILE.filter((one) => one.isWellFormed()).join(""),
    change: "changed",
    from_version: "2026-01-01T00:00:00.000Z",
    to_version: "2026-01-02T00:00:00.000Z",
    differences: [{
      kind: "changed",
      part: ["tile \u202e"],
      path: "big",
      from: 9007199254740993n,
      to: "\x1b[2J",
    }],
  }],
};

async function diff(args: string[], how: Play = {}): Promise<Played & { asked: [string, DiffRequest][] }> {
  const asked: [string, DiffRequest][] = [];
  const read = (path: string, request: DiffRequest): Promise<VaultDiff> => {
    asked.push([path, request]);
    return Promise.resolve(DIFF);
  };
  return { ...await play(["diff", ...args], { ...how, commands: [(run) => diffCommand(run, read)] }), asked };
}

Deno.test("diff hands on what is asked, and gives up the network", async () => {
  const { asked, exit, offline } = await diff(
    "look 7 --from 2026-01-01 --to 2026-02-01T12:00Z --stat --db v.db".split(" "),
  );
  assertEquals([exit, offline], [0, true]);
  assertEquals(asked, [["v.db", {
    type: "looks",
    id: "7",
    from: "2026-01-01T00:00:00.000Z",
    to: "2026-02-01T12:00:00.000Z",
    stat: true,
  }]]);
  assertEquals((await diff(["--db", "v.db"])).asked, [["v.db", {}]]);
});

Deno.test("diff refuses moments in the wrong order, and says where Looker as it is now is compared", async () => {
  const turned = await diff(["--from", "2026-02-01", "--to", "2026-01-01"]);
  assertEquals([turned.exit, turned.asked], [2, []]);
  const live = await diff(["--to", "live"]);
  assertEquals(live.exit, 2);
  assertStringIncludes(live.stderr, "verify --compare-live");
});

Deno.test("diff --json and --format json are one document with exact numbers (H2)", async () => {
  for (const args of [["--json"], ["--format", "json"], ["--json", "--format", "md"]]) {
    for (const columns of [null, 80]) {
      const { stdout } = await diff(args, { columns });
      const document = JSON.parse(stdout);
      assertEquals([document.command, document.status, document.items[0].name], [
        "diff",
        "ok",
        DIFF.items[0]?.name,
      ]);
      assertStringIncludes(stdout.replaceAll(" ", ""), '"from":9007199254740993,');
      if (columns !== null) assertFalse(steers(stdout.replaceAll("\n", "")));
    }
  }
});

Deno.test("diff lets nothing of Looker's steer a terminal, as text or as Markdown (H9)", async () => {
  for (const format of ["text", "md"]) {
    const { stdout } = await diff(["--format", format], { columns: 80 });
    for (const line of stdout.split("\n")) assertFalse(steers(line), line);
    assert(stdout.includes("9007199254740993"), stdout);
  }
});
