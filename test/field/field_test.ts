import { assert, assertEquals } from "@std/assert";
import { ownBodies } from "./_bodies.ts";
import { contentOf, readBodies, roundsOf } from "./bodies.ts";
import { roundTable } from "./report.ts";
import { runRound } from "./run.ts";

Deno.test("recorded bodies are captured exactly, restored from nothing and repaired in place, then a dry run plans nothing", async () => {
  const contents = (await ownBodies()).flatMap((one) => contentOf(one) ?? []);
  const rounds = roundsOf(contents);
  assertEquals(rounds.map(({ length }) => length), [contents.length]);
  const steps = await runRound(contents);
  const table = roundTable("own bodies", steps);
  for (const { name, wrong } of steps) assertEquals(wrong, [], `${name}\n${table}`);
  const [captured] = steps;
  assert(captured?.figures.startsWith(`${contents.length} of ${contents.length} exactly`), table);
  assert(captured?.omitted.some((one) => one.includes("password_reset_url")), table);
});

Deno.test("bodies are read as an index lists them; what is recorded twice belongs to two rounds", async () => {
  const directory = await Deno.makeTempDir({ prefix: "lookervault-test-" });
  try {
    const files = {
      "index.json":
        '[{"file":"a.json","kind":"look","special":"x"},{"file":"b.json","kind":"look"},{"file":"c.json","kind":"error"}]',
      "a.json": '{"id":"1","title":"A"}',
      "b.json": '{"id":1,"title":"B"}',
      "c.json": '{"message":"no"}',
    };
    for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(`${directory}/${name}`, text);
    const bodies = await readBodies(directory);
    assertEquals(bodies.map(({ kind, special }) => `${kind} ${special}`), ["look x", "look ", "error "]);
    const contents = bodies.flatMap((one) => contentOf(one) ?? []);
    assertEquals(roundsOf(contents).map((round) => round.map(({ file }) => file)), [["a.json"], ["b.json"]]);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
