/** A snapshot restored into another instance, and the commands that this prints, run as they are printed. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { extract, run } from "./_inside.ts";
import { startSim } from "../sim/mod.ts";
import { Workplace } from "./_run.ts";
import { small } from "./_sim.ts";

/** The words of the first printed command that begins with some words; `restores` and `resumes` end it. */
function printed(text: string, start: string): string[] {
  const found = text.replaceAll(/\s+/g, " ").match(
    new RegExp(`lookervault (${start}.*?) (?:restores|resumes)`),
  )?.[1];
  assert(found !== undefined, `no command ${start} in\n${text}`);
  return [...found.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? "");
}

Deno.test("a snapshot is restored into another instance, and what the restore prints undoes it", async () => {
  await using sim = small();
  await using other = startSim({ emptied: true, idOffset: 1000 });
  using place = Workplace.at(sim);
  const copies = `${place.dir}/my copies`;
  await extract(place);
  const pushed = await run(place, "snapshot", "push", copies);
  assertEquals(pushed.code, 0, pushed.stderr);
  const there = { ...place.vault("of a restore.db"), url: other.url, env: { LOOKERVAULT_DB: "" } };
  const journal = ["--db", there.db],
    looks = (): number =>
      other.store.table("looks").all().filter((look) => look.get("deleted") !== true).length;
  const before = looks();
  const restored = await run(
    there,
    ...["restore", "bulk", "looks", "--with-dependencies", "--from-snapshot", "latest", "--yes"],
    ...["--dest", copies, "--to", other.url, ...journal],
  );
  assertEquals(restored.code, 0, restored.stderr);
  assert(looks() > before);
  const { stdout, stderr } = await run(there, "restore", "status", ...journal);
  const undo = printed(stdout + stderr, "restore undo");
  assertEquals(undo, printed(restored.stdout, "restore undo"));
  assertStringIncludes(undo.join(" "), `--to ${other.url}`);
  const undone = await run(there, ...undo, "--yes");
  assertEquals([undone.code, looks()], [0, before], undone.stderr);
});
