import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { UsageError } from "../../lib/base/errors.ts";
import type { CheckDeps } from "../../lib/cli/checks.ts";
import { checkCommand } from "../../lib/cli/commands/check_command.ts";
import { doctorCommand, type DoctorDeps } from "../../lib/cli/commands/doctor_command.ts";
import {
  extractCommand,
  type ExtractDeps,
  type ExtractRequest,
} from "../../lib/cli/commands/extract_command.ts";
import { infoCommand } from "../../lib/cli/commands/info_command.ts";
import { NoAnswerError } from "../../lib/cli/connection.ts";
import { DamagedBodyError } from "../../lib/codec/errors.ts";
import type { Estimate } from "../../lib/extract/estimate.ts";
import type { RunStatus } from "../../lib/extract/summary.ts";
import { CONTENT_TYPES } from "../../lib/looker/content_type_names.ts";
import { nothingBeyond, type SpecRecord } from "../../lib/looker/spec_record.ts";
import { counts, summary } from "../term/_fakes.ts";
import { ENV, INFO, type Play, play, type Played } from "./_fakes.ts";

const ESTIMATE: Estimate = {
  command: "extract",
  dry_run: true,
  instance: "https://acme.looker.com",
  looker_version: null,
  types: [],
  total_calls: 7,
  calls: 2,
};

async function extract(
  args: string[],
  how: Play = {},
  deps: Partial<ExtractDeps> = {},
): Promise<Played & { requests: ExtractRequest[] }> {
  const requests: ExtractRequest[] = [];
  const engine: ExtractDeps = {
    extract(request) {
      requests.push(request);
      return Promise.resolve(summary());
    },
    estimate(request) {
      requests.push(request);
      return Promise.resolve(ESTIMATE);
    },
    ...deps,
  };
  const played = await play(["extract", ...args], {
    ...how,
    commands: [(run) => extractCommand(run, engine)],
  });
  return { ...played, requests };
}

Deno.test("extract without anything asks for every type with the defaults", async () => {
  const { requests, exit } = await extract([]);
  assertEquals(exit, 0);
  assertEquals(requests[0]?.options, {
    types: [...CONTENT_TYPES],
    workers: 8,
    batchSize: 100,
    maxRetries: 5,
    folders: [],
    recursive: false,
    noTrash: false,
    noUserValues: false,
    acceptDeletions: false,
    incremental: false,
  });
});

Deno.test("extract hands every option on", async () => {
  const args =
    "look dashboards --exclude looks --workers 3 --batch-size 7 --max-retries 0 --max-calls 9 --rate-limit 2.5 " +
    "--max-memory 200 --folder 1 --folder 2 --recursive --no-trash --no-user-values --no-usage --fresh --base-url b.looker.com --db x.db";
  const { requests } = await extract(args.split(" "));
  assertEquals(requests[0]?.options, {
    types: ["dashboards"],
    workers: 3,
    batchSize: 7,
    maxRetries: 0,
    maxCalls: 9,
    rateLimit: 2.5,
    maxMemoryMb: 200,
    folders: ["1", "2"],
    recursive: true,
    noTrash: true,
    noUserValues: true,
    noUsage: true,
    acceptDeletions: false,
    incremental: false,
  });
  assertEquals([requests[0]?.instance.baseUrl, requests[0]?.config.db], ["https://b.looker.com", "x.db"]);
});

for (
  const args of [
    ["dashboards", "look"],
    ["--types", "look,dashboard"],
    ["--type", "looks", "--type", "dashboards"],
    ["--only-types", "dashboards", "looks"],
    ["dashboards", "looks", "users", "--exclude-types", "user"],
    ["dashboards,looks"],
  ]
) {
  Deno.test(`extract ${args.join(" ")} means dashboards and looks`, async () => {
    const { requests } = await extract(args);
    assertEquals(requests[0]?.options.types, ["dashboards", "looks"]);
  });
}

for (
  const [status, code] of [["completed", 0], ["partial", 4], ["interrupted", 130], ["failed", 3]] as [
    RunStatus,
    number,
  ][]
) {
  Deno.test(`extract exits ${code} when the run is ${status}`, async () => {
    const { exit, stdout } = await extract(["--json"], {}, {
      extract: () => Promise.resolve(summary({ status })),
    });
    assertEquals(exit, code);
    assertEquals(JSON.parse(stdout), summary({ status }));
  });
}

Deno.test("extract shows its progress on stderr and its result on stdout", async () => {
  const { stdout, stderr } = await extract([], {}, {
    extract({ sink, onGauges }) {
      onGauges(() => ({ calls: 5, retries: 0, in_flight: 1, bytes: 0, allowed_in_flight: 8 }));
      sink({
        event: "type_done",
        type: "looks",
        counts: counts({ listed: 3, stored: 3, calls: 2 }),
        complete: true,
        note: null,
      });
      return Promise.resolve(summary());
    },
  });
  assertEquals(stderr, "looks: 3 of 3 stored (0 new, 0 updated, 0 unchanged), 2 requests\n");
  assertStringIncludes(stdout, "✓ Complete: 58,998 of 58,998 items stored");
});

Deno.test("extract gives the terminal back when the run fails", async () => {
  const { exit, stderr } = await extract([], { columns: 80 }, {
    extract: () => Promise.reject(new UsageError("Cannot")),
  });
  assertEquals(exit, 2);
  assert(stderr.indexOf("\x1b[?25h") > stderr.indexOf("\x1b[?25l"));
  assert(stderr.indexOf("Cannot") > stderr.indexOf("\x1b[?25h"));
});

Deno.test("extract --dry-run shows the estimate and runs nothing", async () => {
  const { stdout, exit } = await extract(["--dry-run"], {}, {
    extract: () => Promise.reject(new Error("ran")),
  });
  assertEquals(exit, 0);
  assertStringIncludes(stdout, "Nothing was written.");
  assertEquals(JSON.parse((await extract(["--dry-run", "--json"])).stdout), ESTIMATE);
});

Deno.test("extract without credentials exits 2 and names the variables to set", async () => {
  const { exit, stderr, requests } = await extract([], { env: { LOOKERVAULT_BASE_URL: "a.looker.com" } });
  assertEquals([exit, requests.length], [2, 0]);
  assertStringIncludes(stderr, "set LOOKERVAULT_CLIENT_ID and LOOKERVAULT_CLIENT_SECRET");
});

Deno.test("info shows instance, version, user and roles; with --json as one document", async () => {
  const commands = [
    (run: Parameters<typeof infoCommand>[0]) => infoCommand(run, () => Promise.resolve(INFO)),
  ];
  const { stdout, exit } = await play(["info"], { commands });
  assertEquals(exit, 0);
  for (const part of ["https://acme.looker.com", "25.4.1", "Ada <ada@acme.com> (id 1)", "Admin"]) {
    assertStringIncludes(stdout, part);
  }
  const json = JSON.parse((await play(["--json", "info"], { commands })).stdout);
  assertEquals(json, { command: "info", status: "ok", connected: true, ...INFO });
});

function check(args: string[], how: Play & Partial<CheckDeps> = {}): Promise<Played> {
  const deps: CheckDeps = {
    info: () => Promise.resolve(INFO),
    vault: (path) => Promise.resolve(`${path}, new`),
    ...how,
  };
  return play(["check", ...args], { ...how, commands: [(run) => checkCommand(run, deps)] });
}

Deno.test("check says one line each and is ready when all is well", async () => {
  const { exit, stdout } = await check([]);
  assertEquals(exit, 0);
  assertEquals(stdout.match(/^✓/gm)?.length, 4);
  assertStringIncludes(stdout, "Ready");
});

Deno.test("check --output json is one object with ready, checks and timestamp", async () => {
  const document = JSON.parse((await check(["--output", "json"])).stdout);
  assertEquals([document.command, document.ready, document.status, document.timestamp], [
    "check",
    true,
    "ok",
    "2026-01-02T03:04:05.000Z",
  ]);
  assertEquals(document.checks.map((one: { name: string; ok: boolean }) => [one.name, one.ok]), [
    ["configuration", true],
    ["vault", true],
    ["connection", true],
    ["permissions", true],
  ]);
});

Deno.test("check without configuration exits 2, names the searched paths, and still looks at the vault", async () => {
  const { exit, stdout } = await check([], { env: { HOME: "/home/ada" } });
  assertEquals(exit, 2);
  assertStringIncludes(stdout, "./lookervault.toml, /home/ada/.config/lookervault/config.toml");
  assertStringIncludes(stdout, "✓ vault");
  assertStringIncludes(stdout, "Not ready.");
});

Deno.test("check exits 3 when Looker does not answer, and says what to do", async () => {
  const late = new NoAnswerError("Cannot reach it: timeout", { hint: "Check the network." });
  const { exit, stdout } = await check([], { info: () => Promise.reject(late) });
  assertEquals(exit, 3);
  assertStringIncludes(
    stdout,
    "✗ connection      Cannot reach it: timeout\n                  → Check the network.",
  );
  const document = JSON.parse((await check(["--json"], { info: () => Promise.reject(late) })).stdout);
  assertEquals([document.ready, document.status, document.error.code], [false, "failed", "no_answer"]);
});

Deno.test("check says when the user is no admin and the backup would be a part", async () => {
  for (const role of ["Viewer", "Sub-Admin", "admin of nothing"]) {
    const viewer = { ...INFO, user: { ...INFO.user, roles: [role] } };
    const { exit, stdout } = await check([], { info: () => Promise.resolve(viewer) });
    assertEquals(exit, 0);
    assertStringIncludes(stdout, `✗ permissions     roles: ${role}; without the role Admin`);
  }
});

const READ: SpecRecord = {
  release: "27.1.2",
  readAt: "2026-01-02T03:04:05.000Z",
  state: "read",
  writable: {},
  beyond: nothingBeyond(),
};

function doctor(args: string[], how: Play & Partial<DoctorDeps> = {}): Promise<Played> {
  const deps: DoctorDeps = {
    info: () => Promise.resolve({ ...INFO, looker_version: "27.1.2" }),
    vault: (path) => Promise.resolve(`${path}, new`),
    spec: () => Promise.resolve(READ),
    health: () => Promise.resolve([]),
    ...how,
  };
  return play(["doctor", ...args], { ...how, commands: [(run) => doctorCommand(run, deps)] });
}

Deno.test("doctor says what check says, and that Looker has nothing that this version does not know", async () => {
  const { exit, stdout } = await doctor([]);
  assertEquals([exit, stdout.match(/^✓/gm)?.length], [0, 5]);
  assertStringIncludes(stdout, "✓ api             this version knows everything that Looker 27.1.2 serves");
  const document = JSON.parse((await doctor(["--json"])).stdout);
  assertEquals([document.command, document.ready, document.status], ["doctor", true, "ok"]);
  assertEquals(document.beyond.release, "27.1.2");
});

Deno.test("doctor names types, listings and properties that this version does not know, and is limited by them", async () => {
  const beyond = {
    ...nothingBeyond(),
    types: ["Hat"],
    listings: ["all_hats"],
    properties: ["Look.mood"],
    opened: ["Look.slug"],
  };
  const spec = (): Promise<SpecRecord> => Promise.resolve({ ...READ, beyond });
  const { exit, stdout } = await doctor([], { spec });
  assertEquals(exit, 0);
  for (const text of ["✗ api", "Hat", "all_hats", "Look.mood", "Look.slug"]) {
    assertStringIncludes(stdout, text);
  }
  const document = JSON.parse((await doctor(["--json"], { spec })).stdout);
  assertEquals([document.status, document.beyond.types, document.beyond.opened], ["limited", ["Hat"], [
    "Look.slug",
  ]]);
});

Deno.test("doctor is no worse than check where the description cannot be had, and tells so", async (t) => {
  const cases: [string, () => Promise<SpecRecord>, string][] = [
    ["absent", () => Promise.resolve({ ...READ, state: "absent" }), "is not available"],
    ["malformed", () => Promise.resolve({ ...READ, state: "malformed" }), "cannot be read"],
    [
      "no answer",
      () => Promise.reject(new NoAnswerError("Cannot reach it: timeout")),
      "Cannot reach it: timeout",
    ],
  ];
  for (const [name, spec, says] of cases) {
    await t.step(name, async () => {
      const { exit, stdout } = await doctor([], { spec });
      assertEquals(exit, 0);
      assertStringIncludes(stdout.replaceAll(/\s+/g, " "), says);
      assertStringIncludes(stdout, "Ready");
    });
  }
  const late = new NoAnswerError("Cannot reach it: timeout");
  const { exit, stdout } = await doctor([], { info: () => Promise.reject(late) });
  assertEquals(exit, 3);
  assertStringIncludes(stdout, "✗ api             not checked");
});

Deno.test("check and info never show the secret", async () => {
  const leak = (): Promise<never> =>
    Promise.reject(new Error(`login with ${ENV["LOOKERVAULT_CLIENT_SECRET"]}`));
  for (const args of [[], ["--json"], ["--debug"]]) {
    const { stdout, stderr } = await check(args, { info: leak });
    assertFalse(`${stdout}${stderr}`.includes("hunter22"));
  }
});

Deno.test("check and doctor say on stderr why they are not ready, also with --quiet", async () => {
  const damaged = (): Promise<string> =>
    Promise.reject(new DamagedBodyError("Cannot open the vault v.db: a link"));
  for (const args of [["-q"], ["-q", "--json"]]) {
    const { exit, stderr } = await check(args, { vault: damaged });
    assertEquals(exit, 5);
    assertStringIncludes(stderr, "error: Not ready, vault: Cannot open the vault v.db: a link");
  }
});
