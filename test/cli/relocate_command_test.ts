import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { relocateCommand, type RelocateDeps } from "../../lib/cli/commands/relocate_command.ts";
import type { RelocateReport } from "../../lib/inspect/relocation.ts";
import { emptyVault, type Play, play, type Played } from "./_fakes.ts";

const REPORT: RelocateReport = {
  command: "relocate",
  status: "planned",
  db: "v.db",
  from: "https://acme.looker.com:19999",
  to: "https://bi.acme.com",
  evidence: [
    {
      type: "dashboards",
      trait: "created_at",
      in_vault: 1200,
      found: 1190,
      same: 1190,
      different: [],
      unread: null,
    },
    {
      type: "boards",
      trait: "created_at",
      in_vault: 3,
      found: 0,
      same: 0,
      different: [],
      unread: "Forbidden",
    },
    { type: "users", trait: "email", in_vault: 40, found: 40, same: 39, different: [], unread: null },
  ],
  old_address: {
    url: "https://acme.looker.com:19999",
    answers: true,
    redirects_to: null,
    detail: "it answered 200",
  },
  moved: { mappings: 0, restores: 0 },
  calls: 6,
  warnings: ["https://acme.looker.com:19999 still answers. A clone of it looks the same"],
};

async function relocate(args: string[], how: Play & { report?: Partial<RelocateReport> } = {}): Promise<
  Played & { asked: string[] }
> {
  const asked: string[] = [];
  const deps: RelocateDeps = {
    prove({ instance }) {
      asked.push(`prove ${instance.baseUrl}`);
      return Promise.resolve({ ...REPORT, ...how.report });
    },
    move(_vault, report) {
      asked.push(`move ${report.to}`);
      return Promise.resolve({
        ...report,
        status: "completed",
        moved: { mappings: 31, restores: 1 },
      });
    },
  };
  const played = await play(["relocate", "--db", emptyVault(), ...args], {
    ...how,
    commands: [(run) => relocateCommand(run, deps)],
  });
  return { ...played, asked };
}

const TO = ["--to", "BI.acme.com:443/"];

Deno.test("relocate shows what speaks for it, warns of a copy, asks, and records", async () => {
  const { exit, asked, stdout, stderr } = await relocate(TO, { answer: "y", columns: 100 });
  assertEquals([exit, asked], [0, ["prove https://bi.acme.com", "move https://bi.acme.com"]]);
  for (
    const part of [
      "1,190",
      "email address",
      "unread",
      "still answers",
      "clone",
      "Is https://bi.acme.com the same",
    ]
  ) {
    assertStringIncludes(stderr, part);
  }
  assertStringIncludes(stdout, "is now a backup of https://bi.acme.com");
  assertStringIncludes(stdout, "31 translated ids and 1 restore keep working");
});

Deno.test("relocate records nothing where somebody says no, or nobody can be asked", async () => {
  for (const answer of ["n", "", null]) {
    const { exit, asked, stderr } = await relocate(TO, { answer, columns: 80 });
    assertEquals([exit, asked], [130, ["prove https://bi.acme.com"]]);
    assertStringIncludes(stderr, "Nothing was changed");
  }
  const mute = await relocate(TO);
  assertEquals([mute.exit, mute.asked], [2, []]);
  assertStringIncludes(mute.stderr, "no terminal");
  assertStringIncludes(mute.stderr, "--yes");
  const json = await relocate([...TO, "--progress", "json"], { answer: "y", columns: 80 });
  assertEquals([json.exit, json.asked], [2, []]);
});

Deno.test("relocate --yes asks nobody, and still warns", async () => {
  const { exit, asked, stdout, stderr } = await relocate([...TO, "--yes", "--json"]);
  assertEquals([exit, asked.at(-1)], [0, "move https://bi.acme.com"]);
  assertStringIncludes(stderr, "clone");
  const document = JSON.parse(stdout);
  assertEquals([document.status, document.moved, document.evidence.length], ["completed", {
    mappings: 31,
    restores: 1,
  }, 3]);
});

Deno.test("relocate --dry-run only looks; an address that is the vault's already is nothing to do", async () => {
  const dry = await relocate([...TO, "--dry-run"]);
  assertEquals([dry.exit, dry.asked], [0, ["prove https://bi.acme.com"]]);
  assertStringIncludes(dry.stdout, "would become a backup of https://bi.acme.com");
  const same = await relocate([...TO, "--yes"], {
    report: { status: "unchanged", evidence: [], old_address: null, warnings: [] },
  });
  assertEquals([same.exit, same.asked], [0, ["prove https://bi.acme.com"]]);
  assertStringIncludes(same.stdout, "already");
});

Deno.test("relocate refuses what is no address, and needs one", async () => {
  const bad = await relocate(["--to", "https://u:hunter22@bi.acme.com", "--yes"]);
  assertEquals([bad.exit, bad.asked], [2, []]);
  assert(!bad.stderr.includes("hunter22"));
  const http = await relocate(["--to", "http://bi.acme.com", "--yes"]);
  assertEquals(http.exit, 2);
  assertStringIncludes(http.stderr, "unencrypted");
  const none = await relocate(["--yes"]);
  assertEquals(none.exit, 2);
  assertStringIncludes(none.stderr, "--to");
});
