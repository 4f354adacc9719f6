import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { vaultCoverage } from "../../lib/inspect/coverage.ts";
import { showItem } from "../../lib/inspect/show.ts";
import { ACCESS_RUNS, dueParents } from "../../lib/extract/capture/access_rota.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { type Sim, startSim } from "../sim/mod.ts";
import { backup, line } from "./_in_process.ts";

Deno.test("dueParents() reads each access list within the promised runs, while folders come, go and change", () => {
  for (
    const [parents, runs, least] of [[40, 30, 50], [60, 30, 50], [1000, 30, 20], [2528, 30, 50], [
      97,
      7,
      1,
    ]] as const
  ) {
    const readAt = new Map<string, string>(), born = new Map<string, number>();
    const there = new Set(Array.from({ length: parents }, (_, i) => `${i}`));
    for (const parent of there) born.set(parent, 0);
    let most = 0;
    for (let run = 1; run <= 3 * runs; run++) {
      // One comes and is read at once, one goes, one changed and is read anyway.
      there.add(`new ${run}`);
      born.set(`new ${run}`, run);
      there.delete(`${run * 7 % parents}`);
      const read = new Set([`new ${run}`, [...there][run % there.size] ?? ""]);
      const resting = [...there].filter((parent) => !read.has(parent));
      const due = dueParents(resting, { all: there.size, readAt, runs, least });
      most = Math.max(most, due.size);
      for (const parent of [...read, ...due]) readAt.set(parent, String(run).padStart(4, "0"));
      for (const parent of there) {
        const last = Number(readAt.get(parent) ?? born.get(parent));
        assertLessOrEqual(run - last, runs, `${parent} of ${parents} in run ${run}`);
      }
    }
    assertLessOrEqual(most, Math.max(least, Math.ceil(parents / runs)), `${parents} parents`);
  }
});

/** Folders of which the vault does not know that they inherit no more. */
function unknown(path: string, ids: readonly string[]): string[] {
  using vault = openVaultForReading(path);
  return ids.filter((id) =>
    JSON.parse(showItem(vault, "folders", id))._vault.content_metadata.inherits !== false
  );
}

/** Edits the access of every eighth folder that inherits; their ids. */
function editAccess(sim: Sim, path: string): string[] {
  using vault = openVaultForReading(path);
  return sim.store.table("folders").all().flatMap(({ id }, i) => {
    const { _vault: parts, content_metadata_id: metadata } = JSON.parse(showItem(vault, "folders", id));
    if (i % 8 !== 0 || parts?.content_metadata?.inherits !== true) return [];
    sim.mutate({ op: "update", type: "content_metadata", id: String(metadata), values: { inherits: false } });
    return [id];
  });
}

Deno.test("no edit of an access list is missed: by turns in incremental runs, at once where the folder changed or all is read", async () => {
  await using sim = startSim({ dashboards: 0, looks: 0, folders: 300 });
  await using place = await backup(sim);
  const night = { types: ["folders"] as const, incremental: true };
  const full = await place.run({ types: ["folders"] });
  const edited = editAccess(sim, place.path);
  assert(edited.length > 8, `${edited.length} folders`);
  const [first = ""] = edited;
  sim.mutate({
    op: "update",
    type: "folders",
    id: edited.at(-1) ?? "",
    values: { name: "moved and renamed" },
  });
  const calls: number[] = [], left: string[][] = [];
  for (let run = 0; run < 4; run++) {
    const { calls: sent } = line(await place.run(night), "folders");
    calls.push(sent);
    left.push(unknown(place.path, edited));
  }
  assert((left[0]?.length ?? 0) > 0 && !left[0]?.includes(edited.at(-1) ?? ""), JSON.stringify(left));
  assertEquals(left.at(-1), []);
  for (const sent of calls) assert(sent < line(full, "folders").calls * 0.8, JSON.stringify(calls));
  {
    using vault = openVaultForReading(place.path);
    const note = vaultCoverage(vault).types.find(({ type }) => type === "folders")?.note ?? "";
    assert(note.includes(`within ${ACCESS_RUNS} incremental runs, or by a full run`), note);
  }
  const { content_metadata_id: metadata } = JSON.parse(shown(place.path, first));
  sim.mutate({ op: "update", type: "content_metadata", id: String(metadata), values: { inherits: true } });
  await place.run({ types: ["folders"] });
  assertEquals(unknown(place.path, [first]), [first]);
});

function shown(path: string, id: string): string {
  using vault = openVaultForReading(path);
  return showItem(vault, "folders", id);
}
