import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { cleanupCommand, type CleanupDeps } from "../../lib/cli/commands/cleanup_command.ts";
import { type CleanupReport, completedCleanup, plannedCleanup } from "../../lib/inspect/cleanup.ts";
import { cellWidth } from "../../lib/term/cell.ts";
import type { CleanupPlan } from "../../lib/vault/cleanup.ts";
import { VaultClockError } from "../../lib/vault/errors.ts";
import type { Expired } from "../../lib/vault/expired.ts";
import { HOSTILE } from "../term/_fakes.ts";
import { emptyVault, type Play, play, type Played } from "./_fakes.ts";

const expired = (given: Partial<Expired> = {}): Expired => ({
  type: "looks",
  id: "7",
  name: "Sales",
  reason: "superseded",
  valid_from: "2026-01-01T00:00:00.000Z",
  since: "2026-02-01T00:00:00.000Z",
  bytes: 1000,
  ...given,
});

const PLAN: CleanupPlan = {
  cutoff: "2026-03-01T00:00:00.000Z",
  refusal: null,
  expired: [
    expired({ type: "dashboards", reason: "deleted", since: "2026-01-05T00:00:00.000Z", bytes: 5000 }),
    expired(),
    expired({ id: "8", since: "2026-02-27T00:00:00.000Z", bytes: 500 }),
  ],
};

interface PlayedCleanup extends Played {
  asked: unknown[];
}

async function cleanup(
  args: string[],
  how: Play & { plan?: CleanupPlan; compacted?: boolean } = {},
): Promise<PlayedCleanup> {
  const asked: unknown[] = [];
  const { plan = PLAN, compacted = true, ...play_ } = how;
  const note = (
    what: string,
    { path }: { path: string },
    { days, acceptClock }: { days: number; acceptClock: boolean },
  ): void => {
    assertEquals(path, emptyVault());
    asked.push([what, days, acceptClock]);
  };
  const deps: CleanupDeps = {
    plan(vault, request): Promise<CleanupReport> {
      note("plan", vault, request);
      return Promise.resolve(plannedCleanup(plan, { db: "v.db", days: request.days, bytes: 9000 }));
    },
    remove(vault, request): Promise<CleanupReport> {
      note("remove", vault, request);
      const sizes = { bytesBefore: 9000, bytesAfter: 2000, compacted };
      return Promise.resolve(completedCleanup({ ...plan, ...sizes }, { db: "v.db", days: request.days }));
    },
  };
  const played = await play(["cleanup", "--db", emptyVault(), ...args], {
    ...play_,
    commands: [(run) => cleanupCommand(run, deps)],
  });
  return { ...played, asked };
}

Deno.test("cleanup --dry-run says what would go of each type, and asks nobody", async () => {
  const { stdout, exit, asked, offline } = await cleanup(["--retention-days", "30", "--dry-run"]);
  assertEquals([exit, asked, offline], [0, [["plan", 30, false]], true]);
  assertEquals(
    stdout,
    `type\titems\tversions\tsize\toldest\tnewest
dashboards\t1\t0\t5.0 kB\t2026-01-05\t2026-01-05
looks\t0\t2\t1.5 kB\t2026-02-01\t2026-02-27

Would remove 1 deleted item and 2 former versions, all before 2026-03-01T00:00Z.
`,
  );
});

Deno.test("cleanup --yes removes, and says how much smaller the file is", async () => {
  for (const yes of ["--yes", "--force"]) {
    const { stdout, exit, asked } = await cleanup(["--retention-days", "30", yes, "--accept-clock"]);
    assertEquals([exit, asked], [0, [["remove", 30, true]]]);
    assertStringIncludes(stdout, "✓ Removed 1 deleted item and 2 former versions");
    assertStringIncludes(stdout, "v.db: 2.0 kB, 7.0 kB smaller");
  }
});

Deno.test("cleanup says when a reader holds the space back", async () => {
  const { stdout } = await cleanup(["--retention-days", "30", "--yes"], { compacted: false });
  assertStringIncludes(stdout, "Warning: Another program is reading the vault");
});

Deno.test("cleanup --json gives one document with everything that goes", async () => {
  const { stdout } = await cleanup(["--retention-days", "30", "--yes", "--json"]);
  assertEquals(JSON.parse(stdout), {
    command: "cleanup",
    status: "completed",
    db: "v.db",
    retention_days: 30,
    older_than: PLAN.cutoff,
    totals: { items: 1, versions: 2, bytes: 6500 },
    types: [
      {
        type: "dashboards",
        items: 1,
        versions: 0,
        bytes: 5000,
        oldest: "2026-01-05T00:00:00.000Z",
        newest: "2026-01-05T00:00:00.000Z",
      },
      {
        type: "looks",
        items: 0,
        versions: 2,
        bytes: 1500,
        oldest: "2026-02-01T00:00:00.000Z",
        newest: "2026-02-27T00:00:00.000Z",
      },
    ],
    expired: PLAN.expired,
    vault_bytes: 2000,
    freed_bytes: 7000,
    warnings: [],
  });
});

Deno.test("cleanup without --yes and without a terminal is refused before the vault is opened", async () => {
  const { exit, asked, stderr } = await cleanup(["--retention-days", "30"]);
  assertEquals([exit, asked], [2, []]);
  assertStringIncludes(stderr, "confirmation is needed, and there is no terminal");
  assertStringIncludes(stderr, "--yes");
});

for (
  const [answer, removes] of [["y", true], ["YES ", true], ["", false], ["n", false], ["yo", false], [
    null,
    false,
  ]] as const
) {
  Deno.test(`cleanup at a terminal shows what would go; the answer ${JSON.stringify(answer)} ${removes ? "removes" : "keeps"} it`, async () => {
    const { exit, asked, stderr, stdout } = await cleanup(["--retention-days", "30"], {
      columns: 80,
      answer,
    });
    assertEquals(asked.map((one) => (one as string[])[0]), removes ? ["plan", "remove"] : ["plan"]);
    assertEquals(exit, removes ? 0 : 130);
    assertStringIncludes(stderr, "Would remove 1 deleted item and 2 former versions");
    assertEquals(stdout.includes("Removed"), removes);
    assertEquals(stdout.includes("dashboards"), false);
    if (!removes) assertStringIncludes(stderr, "Nothing was removed.");
  });
}

Deno.test("cleanup asks nothing where nothing would go", async () => {
  const { exit, asked, stdout } = await cleanup(["--retention-days", "30"], {
    columns: 80,
    answer: null,
    plan: { ...PLAN, expired: [] },
  });
  assertEquals([exit, asked.length], [0, 2]);
  assertStringIncludes(
    stdout,
    "Nothing to remove: no item was deleted, and no version superseded, more than 30\ndays ago.",
  );
});

Deno.test("cleanup --dry-run shows what would go though the clock is doubted, and warns", async () => {
  const refusal = new VaultClockError("Cannot clean up the vault v.db: it knows of no run", {
    hint: "Add it.",
  });
  const { exit, stdout } = await cleanup(["--retention-days", "30", "--dry-run"], {
    plan: { ...PLAN, refusal },
  });
  assertEquals(exit, 0);
  assertStringIncludes(stdout, "Would remove");
  assertStringIncludes(stdout, "Warning: Cannot clean up the vault v.db: it knows of no run. Add it.");
});

for (const days of ["0", "-1", "1.5", "ten", "", "1e3", "36501"]) {
  Deno.test(`cleanup refuses a retention of "${days}" days`, async () => {
    const { exit, asked, stderr } = await cleanup([`--retention-days=${days}`, "--yes"]);
    assertEquals([exit, asked], [2, []]);
    assertStringIncludes(stderr, days === "" ? "retention-days" : "whole number from 1 to 36500");
  });
}

Deno.test("cleanup without a retention is refused", async () => {
  const { exit, asked, stderr } = await cleanup(["--yes"]);
  assertEquals([exit, asked], [2, []]);
  assertStringIncludes(stderr, "--retention-days");
});

Deno.test("cleanup fits narrow terminals, and lets nothing of a hostile name through", async () => {
  const plan = { ...PLAN, expired: HOSTILE.map((name) => expired({ name, id: name })) };
  for (const columns of [30, 60, 80]) {
    const { stdout } = await cleanup(["--retention-days", "30", "--dry-run"], { columns, plan });
    for (const line of stdout.split("\n")) assert(cellWidth(line) <= columns, line);
  }
  const { stdout } = await cleanup(["--retention-days", "30", "--dry-run", "--json"], { plan });
  assertEquals(JSON.parse(stdout).expired, plan.expired);
});
