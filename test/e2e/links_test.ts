/** Links in texts from outside: another instance, and other items with `--fix-links`. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { extract, run } from "./_inside.ts";
import { Workplace } from "./_run.ts";
import { type Sim, tiny } from "./_sim.ts";

function describe(sim: Sim, texts: Record<string, string>): void {
  for (const [id, description] of Object.entries(texts)) sim.store.patch("looks", id, { description });
}

const described = (sim: Sim, id: string): unknown => sim.store.table("looks").get(id)?.get("description");

Deno.test("restore single names what links to the old id, and --fix-links corrects it", async () => {
  await using sim = tiny({ host: "https://looker.acme.example" });
  using place = Workplace.at(sim);
  const own = "https://looker.acme.example/dashboards/2?x=1",
    foreign = "https://other.example/?u=/dashboards/2";
  describe(sim, { 1: `see ${own}`, 2: `see ${foreign}`, 3: "see /dashboards/2." });
  await extract(place);
  sim.mutate({ op: "delete", type: "dashboards", id: "2" });

  const first = await run(place, "restore", "single", "dashboards", "2", "--yes");
  assertEquals(first.code, 0, first.stderr);
  assertStringIncludes(first.stdout, "links to dashboards 2");
  assertStringIncludes(first.stdout, "--fix-links");
  assertEquals(described(sim, "1"), `see ${own}`);

  const dry = await run(place, "--json", "restore", "single", "dashboards", "2", "--fix-links", "--dry-run");
  const plan = JSON.parse(dry.stdout);
  const looks = plan.links.filter(({ type }: { type: string }) => type === "looks");
  assertEquals(looks.map(({ id }: { id: string }) => id).sort(), ["1", "3"]);
  assertEquals(
    plan.items.filter(({ type, action }: { type: string; action: string }) =>
      type === "looks" && action === "update"
    ).length,
    2,
  );

  const fixed = await run(place, "--json", "restore", "single", "dashboards", "2", "--fix-links", "--yes");
  assertEquals(fixed.code, 0, fixed.stderr);
  const id = /dashboards\/(\d+)\?/.exec(String(described(sim, "1")))?.[1];
  assert(id !== undefined && id !== "2");
  assertEquals(described(sim, "1"), `see https://looker.acme.example/dashboards/${id}?x=1`);
  assertEquals(described(sim, "2"), `see ${foreign}`);
  assertEquals(described(sim, "3"), `see /dashboards/${id}.`);

  const undone = await run(place, "restore", "undo", "--yes");
  assertEquals(undone.code, 0, undone.stderr);
  assertEquals([described(sim, "1"), described(sim, "3")], [`see ${own}`, "see /dashboards/2."]);
});

Deno.test("restore all --to another instance makes links lead there", async () => {
  await using sim = tiny({ host: "https://old.acme.example" });
  using place = Workplace.at(sim);
  describe(sim, { 1: "https://old.acme.example/looks/3 and /looks/3, not https://x.example/looks/3" });
  await extract(place);
  await using other = tiny({ emptied: true, idOffset: 70, host: "https://new.acme.example" });
  const there = { ...place.vault("vault.db"), url: other.url };
  const { code, stderr, stdout } = await run(there, "--json", "restore", "all", "--to", other.url, "--yes");
  assert(code === 0 || code === 4, stderr + stdout.slice(0, 500));
  const mapped = await run(there, "--json", "restore", "mappings", "--type", "looks", "--id", "3");
  const id = JSON.parse(mapped.stdout).mappings[0].destination_id;
  const texts = other.store.table("looks").all().map((one) => one.get("description"));
  assert(
    texts.includes(`https://new.acme.example/looks/${id} and /looks/${id}, not https://x.example/looks/3`),
    JSON.stringify(texts),
  );
});
