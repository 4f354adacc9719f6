/** A Looker that has lost what the vault holds is not called ready for a backup. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type Outcome, Workplace } from "./_run.ts";
import { extract, run } from "./_inside.ts";
import { small } from "./_sim.ts";

interface Line {
  name: string;
  ok: boolean;
  message: string;
  hint: string | null;
}

/** The line about what Looker has lost. */
function contentIn({ stdout }: Outcome): Line | undefined {
  return (JSON.parse(stdout).checks as Line[]).find(({ name }) => name === "content");
}

Deno.test("check and doctor warn of a wiped instance, and name the restore", async () => {
  await using sim = small({ dashboards: 12, looks: 4 });
  using place = Workplace.at(sim);
  await extract(place);
  assertEquals(contentIn(await run(place, "--json", "check")), undefined);
  const well = await run(place, "doctor");
  assertEquals(well.code, 0, well.stdout);
  assertStringIncludes(well.stdout, "Nothing is wrong.");
  const dashboards = (await run(place, "--json", "list", "dashboards", "--limit", "1000")).stdout;
  const held = JSON.parse(dashboards).items.length;

  sim.empty();
  const checked = await run(place, "--json", "check");
  const document = JSON.parse(checked.stdout);
  assertEquals([checked.code, document.ready, document.status], [0, true, "limited"]);
  assertEquals(contentIn(checked), {
    name: "content",
    ok: false,
    message: `this Looker has no dashboards; the vault has ${held}`,
    hint: "If the instance was lost or wiped, do not back up: run lookervault restore all --dry-run.",
  });
  const shown = (await run(place, "check")).stdout;
  assert(!shown.includes("Ready: run lookervault extract"), shown);
  assertStringIncludes(shown, "Looker has lost content that the vault has");
  const doctor = await run(place, "doctor");
  assertEquals(doctor.code, 4);
  assertStringIncludes(doctor.stdout, "1 problem, marked with ✗.");
});

Deno.test("looks are missed where there are few dashboards; of a small vault nothing is asked", async () => {
  await using sim = small({ dashboards: 2, looks: 12 });
  using place = Workplace.at(sim);
  await extract(place, ["looks"]);
  sim.empty();
  assertStringIncludes(
    contentIn(await run(place, "--json", "check"))?.message ?? "",
    "this Looker has no looks",
  );
  await using few = small({ dashboards: 2, looks: 2 });
  using other = Workplace.at(few);
  await extract(other, ["looks"]);
  few.empty();
  const before = few.stats.requests;
  assertEquals(contentIn(await run(other, "--json", "check")), undefined);
  assertEquals(few.stats.requests - before, 5);
});

Deno.test("a Looker that refuses the question is no lost one", async () => {
  await using sim = small({ dashboards: 12 });
  using place = Workplace.at(sim);
  await extract(place, ["dashboards"]);
  sim.faults.add({ kind: "403", operation: "search_dashboards" });
  const refused = await run(place, "--json", "check");
  assertEquals([refused.code, contentIn(refused)], [0, undefined]);
});
