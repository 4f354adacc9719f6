import { assertEquals, assertFalse, assertStringIncludes, assertThrows } from "@std/assert";
import { UsageError } from "../../lib/base/errors.ts";
import { requireDestination } from "../../lib/cli/commands/restore/allowed_destination.ts";
import { restoreItem, restoreSummary } from "../term/_restore_fakes.ts";
import { emptyVault } from "./_fakes.ts";
import { type FakeEngine, PLAN, restore } from "./_restore.ts";

/** An engine that asks for consent and tells what it was answered. */
function asking(plan = PLAN): { engine: FakeEngine; answers: unknown[] } {
  const answers: unknown[] = [];
  return {
    answers,
    engine(request) {
      answers.push(request.consent(plan));
      return restoreSummary({ items: [restoreItem()] });
    },
  };
}

for (
  const args of [
    "single dashboards 12",
    "bulk dashboards",
    "all",
    "undo",
    "resume",
    "dlq retry",
    "drill --sample 3",
  ]
) {
  Deno.test(`restore ${args} without a terminal and without --yes is refused before anything is opened`, async () => {
    const { exit, stderr, requests } = await restore(args.split(" "));
    assertEquals([exit, requests.length], [2, 0]);
    for (const part of ["there is no terminal", "https://acme.looker.com", "--yes", "--dry-run"]) {
      assertStringIncludes(stderr, part);
    }
  });
}

for (
  const [args, part] of [
    ["resume", "records none"],
    ["undo", "records none"],
    ["dlq retry", "the dead-letter queue"],
  ] as const
) {
  Deno.test(`restore ${args} with nothing to do says that, and does not ask for --yes first`, async () => {
    const { exit, stderr, requests } = await restore([...args.split(" "), "--db", emptyVault()]);
    assertEquals([exit, requests.length], [2, 0]);
    assertStringIncludes(stderr, part);
    assertFalse(stderr.includes("--yes"));
  });
}

for (const flag of ["--yes", "--force"]) {
  Deno.test(`restore all ${flag} asks nobody`, async () => {
    const { engine, answers } = asking();
    const { exit, stderr } = await restore(["all", flag], { answer: "n", columns: 80 }, { engine });
    assertEquals([exit, answers], [0, [true]]);
    assertFalse(stderr.includes("[y/N]"));
  });
}

for (const answer of ["y", "Y", " yes ", "YES"]) {
  Deno.test(`restore all at a terminal goes on when "${answer}" is answered to the plan`, async () => {
    const { engine, answers } = asking();
    const { exit, stderr, stdout } = await restore(["all"], { answer, columns: 100 }, { engine });
    assertEquals([exit, answers], [0, ["asked"]]);
    assertStringIncludes(stderr, "Would update 1 item, with about 2 requests.");
    assertStringIncludes(stderr, "Restore this into https://acme.looker.com? [y/N] ");
    assertStringIncludes(stdout, "✓ Complete");
  });
}

for (const answer of ["", "n", "yep", "ja", null]) {
  Deno.test(`restore all at a terminal stops when ${JSON.stringify(answer)} is answered`, async () => {
    const { engine, answers } = asking();
    const { exit, stderr, stdout } = await restore(["all"], { answer, columns: 80 }, { engine });
    assertEquals([exit, answers, stdout], [130, [false], ""]);
    assertStringIncludes(stderr, "not confirmed");
    assertStringIncludes(stderr, "Nothing was written.");
  });
}

Deno.test("a plan that writes nothing is not asked about", async () => {
  const { engine, answers } = asking({
    ...PLAN,
    items: PLAN.items.map((item) => ({ ...item, action: "none" as const, changes: [] })),
  });
  const { exit } = await restore(["all"], { answer: "n", columns: 80 }, { engine });
  assertEquals([exit, answers], [0, [true]]);
});

Deno.test("an undo that only takes back what was made is asked about", async () => {
  const { engine, answers } = asking({
    ...PLAN,
    items: [],
    removals: [{ type: "looks", id: "3", name: "Weekly", removal: "trash", reason: null }],
  });
  await restore(["undo"], { answer: "n", columns: 80 }, { engine });
  assertEquals(answers, [false]);
});

Deno.test("restore single shows each change before the question, and not again after it", async () => {
  const { engine } = asking();
  const asked = await restore(["single", "dashboards", "12"], { answer: "y", columns: 100 }, { engine });
  assertStringIncludes(asked.stderr, "title: Sales → Revenue");
  assertFalse(asked.stdout.includes("Sales"));
  const { engine: again } = asking();
  const told = await restore(["single", "dashboards", "12", "--yes"], { columns: 100 }, { engine: again });
  assertStringIncludes(told.stdout, "Sales");
});

for (
  const [answer, agreed] of [["21", true], [" 21 ", true], ["y", false], ["20", false], ["", false]] as const
) {
  Deno.test(`a plan of 21 changes, or of rights, is ${agreed ? "" : "not "}confirmed by typing ${JSON.stringify(answer)}`, async () => {
    const [one] = PLAN.items;
    if (one === undefined) throw new Error("The plan has no item");
    const items = Array.from({ length: 21 }, (_, i) => ({ ...one, id: String(i), destinationId: String(i) }));
    const many = asking({ ...PLAN, items });
    const { stderr } = await restore(["all"], { answer, columns: 100 }, { engine: many.engine });
    assertEquals(many.answers, [agreed ? "asked" : false]);
    assertStringIncludes(stderr, "Type the number of changes, 21, to continue");
    const rights = [{
      type: "roles" as const,
      id: "1",
      what: "role" as const,
      gains: true,
      text: "Ada gets Viewer",
    }];
    const few = asking({ ...PLAN, rights });
    await restore(["all"], { answer: answer.replace("21", "1"), columns: 100 }, { engine: few.engine });
    assertEquals(few.answers, [agreed ? "asked" : false]);
  });
}

Deno.test("restore --progress json asks nobody, because every line of stderr is JSON then", async () => {
  const how = { answer: "y", columns: 80 };
  const { exit, stderr, requests } = await restore(["all", "--progress", "json"], how);
  assertEquals([exit, requests.length], [2, 0]);
  for (const line of stderr.trimEnd().split("\n")) assertStringIncludes(JSON.parse(line).message, "--yes");
});

Deno.test("restore drill asks before it copies anything", async () => {
  const declined = await restore(["drill", "--sample", "3"], { answer: "n", columns: 80 });
  assertEquals([declined.exit, declined.requests.length], [130, 0]);
  assertStringIncludes(declined.stderr, "Copy 3 dashboards and looks into a separate folder");
  const agreed = await restore(["drill", "--sample", "3"], { answer: "y", columns: 80 });
  assertEquals([agreed.exit, agreed.requests.length], [0, 1]);
});

const CASE = {
  db: "v.db",
  source: "https://acme.looker.com",
  configured: "https://acme.looker.com",
  to: undefined,
};

for (
  const [name, given] of [
    ["the vault's own instance", {}],
    ["the vault's own instance, named too", { to: "acme.looker.com/" }],
    ["another instance that is named", { configured: "https://b.example", to: "https://B.example/api/4.0/" }],
    ["a loopback instance named without its scheme", {
      configured: "http://127.0.0.1:19999",
      to: "127.0.0.1:19999",
    }],
  ] as const
) {
  Deno.test(`requireDestination() allows ${name}`, () => {
    assertEquals(requireDestination({ ...CASE, ...given }), CASE.source);
  });
}

for (
  const [name, given, ...parts] of [
    [
      "another instance that is not named",
      { configured: "https://b.example" },
      "b.example",
      "acme.looker.com",
    ],
    ["another instance than --to names", { to: "https://b.example" }, "b.example", "acme.looker.com"],
    [
      "another port than --to names",
      { configured: "https://b.example", to: "https://b.example:19999" },
      "b.example:19999",
    ],
    ["an address that is none", { to: "not an address" }, "--to"],
    ["an address with a password", { to: "https://u:hunter22@b.example" }, "--to"],
    ["a vault without a backup", { source: null }, "contains no backup"],
  ] as const
) {
  Deno.test(`requireDestination() refuses ${name}`, () => {
    const error = assertThrows(() => requireDestination({ ...CASE, ...given }), UsageError);
    for (const part of parts) assertStringIncludes(`${error.message} ${error.hint}`, part);
    assertFalse(error.message.includes("hunter22"));
  });
}
