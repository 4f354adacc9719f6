import { assertEquals, assertMatch } from "@std/assert";
import { type Finding, vaultFindings } from "../../lib/inspect/health.ts";
import { listRuns } from "../../lib/inspect/runs.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { NO_COLOURS } from "../../lib/term/palette.ts";
import { renderRuns } from "../../lib/term/render_runs.ts";
import { backup } from "../extract/_in_process.ts";
import { startSim } from "../sim/mod.ts";

const HOUR = 3_600_000;

function findings(path: string, hours = 0): Finding[] {
  using vault = openVaultForReading(path);
  return vaultFindings(vault, Date.now() + hours * HOUR);
}

function wrong(path: string, hours = 0): [name: string, exit: number, message: string][] {
  return findings(path, hours).filter(({ ok }) => !ok).map((
    { name, exit, message },
  ) => [name, exit, message]);
}

Deno.test("vaultFindings() says that all is well, that a backup is late, and what was not captured; listRuns() lists it", async () => {
  await using sim = startSim({ dashboards: 3, looks: 3, tileBytes: 100, users: 4 });
  await using place = await backup(sim);
  await place.run({});
  assertEquals(wrong(place.path), []);
  const [late] = wrong(place.path, 100);
  assertEquals(late?.slice(0, 2), ["runs", 4]);
  assertMatch(late?.[2] ?? "", /but that was 4 days ago$/);
  sim.faults.add({ kind: "403", operation: "search_roles" });
  await place.run({});
  const after = wrong(place.path);
  assertEquals(after.map(([name, exit]) => [name, exit]), [["runs", 4], ["coverage", 4]]);
  assertMatch(after[0]?.[2] ?? "", /is not complete; the last complete one is from 20/);
  assertMatch(after[1]?.[2] ?? "", /: roles/);

  using vault = openVaultForReading(place.path);
  const { runs, total } = listRuns(vault, { limit: 1 });
  assertEquals([runs.length, total], [1, 2]);
  const [newest] = runs;
  assertEquals([newest?.command, newest?.status, newest?.exit_code], ["extract", "partial", 4]);
  const lines = renderRuns({ runs, total }, { width: 100, palette: NO_COLOURS });
  assertEquals(lines.at(-1), "1 of 2 runs: --limit 2 shows all");
  const [titles = "", row = ""] = renderRuns({ runs, total }, { width: null, palette: NO_COLOURS });
  assertEquals(titles.split("\t").length, 13);
  assertEquals(row.split("\t")[0], newest?.session_id);
});
