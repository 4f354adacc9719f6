/** The steps of the action and of the example workflow, run against the simulator. */
import { assert, assertEquals, assertMatch, assertNotEquals, assertStringIncludes } from "@std/assert";
import { generateIdentity, identityToRecipient } from "age-encryption";
import { DatabaseSync } from "node:sqlite";
import { lockVault } from "../../lib/vault/lock.ts";
import { until } from "../e2e/_run.ts";
import { tiny } from "../e2e/_sim.ts";
import { OpenVault } from "../e2e/_vault.ts";
import { S3Stub } from "../snapshot/servers/s3_stub.ts";
import { Repository } from "./_repository.ts";

const SECRET = "demo-secret";
/** Two small types, where it does not matter what is backed up. */
const FEW = { types: "themes, datagroups" };

/** The action's own commit, whose launcher may reach the store; a binary may reach what was baked in. */
const SOURCE = { version: "source", checksum: "", "download-url": "" };

/** Where a directory holds the copies of its one instance. */
function folderOf(dest: string): string {
  return `${dest}/${[...Deno.readDirSync(dest)].find(({ isDirectory }) => isDirectory)?.name}`;
}

/** The names of the copies in a directory, the oldest first. */
function copies(dest: string): string[] {
  return [...Deno.readDirSync(folderOf(dest))]
    .filter(({ name }) => /^\d.*\.json$/.test(name)).map(({ name }) => name.replace(".json", "")).sort();
}

function sessionsAt(db: string | undefined): unknown {
  using vault = new OpenVault(db ?? "");
  return vault.value("SELECT count(*) FROM extraction_sessions");
}

/** The number of sessions in the vault that an artifact holds. */
function sessions(directory: string | null): unknown {
  assert(directory !== null, "there is no artifact");
  return sessionsAt(`${directory}/lookervault.db`);
}

Deno.test("the example workflow ends in a verified vault and a summary; the second night is incremental", async () => {
  await using sim = tiny();
  using repository = new Repository(sim.url);
  const first = await repository.backupWorkflow();
  assertEquals(first.state, "success", first.log);
  assertStringIncludes(first.summary, "## Looker backup: completed");
  assertMatch(first.summary, /\*\*Verified:\*\* \d+ items and versions, all intact/);
  assertStringIncludes(first.summary, "kept as artifact lookervault for 90 days");
  assertMatch(first.summary, /\| dashboards \| 7 \| 7 \| 7 \| 0 \| 0 \| 0 \| 0 \| {2}\|/);
  assertEquals(sessions(repository.artifact("lookervault")), 1);
  const calls = sim.stats.requests;

  const second = await repository.backupWorkflow({
    LOOKERVAULT_VERSION: "1.2.3",
    LOOKERVAULT_CHECKSUM: repository.checksum,
  });
  // It is asked of the GitHub that the run is on, and the test has none.
  assertEquals(second.state, "failure", second.log);
  assertStringIncludes(second.log, "could not be downloaded");
  assertEquals(sim.stats.requests, calls);

  const third = await repository.action({ version: "source", checksum: "", "download-url": "" });
  assertEquals(third.state, "success", third.log);
  assertStringIncludes(third.log, "The vault of run 1 was restored");
  assertMatch(third.summary, /\| all \| \d+ \| \d+ \| 0 \| 0 \| \d+ \| 0 \| 0 \| {2}\|/);
  assertStringIncludes(third.summary, "incremental");
  assertEquals(sessions(repository.artifact("lookervault")), 2);
  assertEquals(((await Deno.stat(third.outputs["db"] ?? "")).mode ?? 0) & 0o777, 0o600);
  const { status, "extract-exit-code": extract, "verify-exit-code": verify, verified } = third.outputs;
  assertEquals({ status, extract, verify, verified }, {
    status: "completed",
    extract: "0",
    verify: "0",
    verified: "true",
  });
  assertMatch(third.outputs["session-id"] ?? "", /^\w+$/);
  for (const { log, summary } of [first, second, third]) assert(!(log + summary).includes(SECRET));
});

Deno.test("the report of the week is kept as an artifact, and its letter is in the summary", async () => {
  await using sim = tiny();
  using repository = new Repository(sim.url);
  const { state, log, summary } = await repository.action({ ...FEW, report: "always" });
  assertEquals(state, "success", log);
  const place = repository.artifact("lookervault-report");
  assert(place !== null, log);
  const page = await Deno.readTextFile(`${place}/report.html`);
  assertStringIncludes(page, 'id="lv-head"');
  assertStringIncludes(summary, "## Contents of the backup");
  assertStringIncludes(await Deno.readTextFile(`${place}/report.md`), "# Backup of `");
  const count = (): number => repository.count("lookervault-report");
  const weekly = await repository.action(FEW);
  assertStringIncludes(weekly.log, "The report is written only on Mondays.");
  assertEquals(count(), 1);
  repository.weekday = 1;
  assertEquals((await repository.action(FEW)).state, "success");
  assertEquals(count(), 2);
  repository.weekday = 2;
  // A public repository's artifacts and summaries are for everybody.
  repository.visibility = "public";
  const dest = `${repository.lasting()}/copies`;
  await Deno.mkdir(dest);
  const open = await repository.action({ ...FEW, ...SOURCE, report: "always", "snapshot-dest": dest });
  assertStringIncludes(open.log, "This repository is public: no report was written.");
});

Deno.test("exit 4 fails the job where fail-on names it; either way the vault is kept", async () => {
  await using sim = tiny({ faults: [{ kind: "403", operation: "all_datagroups" }] });
  using repository = new Repository(sim.url);
  const strict = await repository.action(FEW);
  assertEquals(strict.state, "failure", strict.log);
  assertMatch(strict.log, /^::stop-commands::(\w{32})$[^]*datagroups[^]*^::\1::$/m);
  assertStringIncludes(strict.log, "::error title=lookervault::extract ended with exit code 4");
  assertStringIncludes(strict.summary, "## Looker backup: partial");
  assertStringIncludes(strict.summary, "### Not captured: 1");
  assertMatch(strict.summary, /\| datagroups \| .*403/);
  assertEquals(sessions(repository.artifact("lookervault")), 1);
  const lenient = await repository.action({ ...FEW, "fail-on": "5, 6" });
  assertEquals(lenient.state, "success", lenient.log);
  assertStringIncludes(lenient.log, "::warning title=lookervault::extract ended with exit code 4");
  assertEquals(lenient.outputs["status"], "partial");
  assertEquals(sessions(repository.artifact("lookervault")), 2);
});

Deno.test("a damaged vault fails the job, and the next run starts from the last whole one", async () => {
  await using sim = tiny();
  using repository = new Repository(sim.url);
  assertEquals((await repository.action({ types: "dashboards" })).state, "success");
  const db = `${repository.artifact("lookervault")}/lookervault.db`;
  {
    using vault = new Closing(db);
    vault.db.exec("UPDATE content_items SET content_data = zeroblob(9) WHERE content_type = 1");
  }
  const damaged = await repository.action(FEW);
  assertEquals(damaged.state, "failure", damaged.log);
  assertStringIncludes(damaged.log, "verify ended with exit code 5, the vault is damaged");
  assertStringIncludes(damaged.summary, "| type | id | problem |");
  assertStringIncludes(damaged.summary, "lookervault-damaged");
  assertNotEquals(repository.artifact("lookervault-damaged"), null);
  assertEquals(sessions(repository.artifact("lookervault")), 1, "the damaged vault is the last one");
  const lenient = await repository.action({ ...FEW, "fail-on": "" });
  assertEquals(lenient.state, "success", lenient.log);
  assertEquals(lenient.outputs["verified"], "false");
});

Deno.test("an artifact that holds more than the action keeps is not used, and fails the job", async () => {
  await using sim = tiny();
  using repository = new Repository(sim.url);
  const first = await repository.action(FEW);
  assertEquals(first.state, "success", first.log);
  const artifact = repository.artifact("lookervault") ?? "";
  const plants: [name: string, plant: (path: string) => void][] = [
    ["lookervault.db-journal", (path) => Deno.writeTextFileSync(path, "")],
    ["lookervault.db.lock", (path) => Deno.writeTextFileSync(path, "")],
    // The test's own gh copies what a link names; a directory stays one.
    ["lookervault.db-wal", (path) => Deno.mkdirSync(path)],
  ];
  for (const [name, plant] of plants) {
    plant(`${artifact}/${name}`);
    const { state, log } = await repository.action(FEW);
    assertEquals(state, "failure", log);
    assertStringIncludes(log, `contains a file that this action never keeps: ${name}`);
    await Deno.remove(`${artifact}/${name}`);
  }
});

Deno.test("a backup that leaves no vault behind fails the job", async () => {
  await using sim = tiny();
  using repository = new Repository(sim.url);
  const { state, log } = await repository.action({ ...FEW, args: "--dry-run" });
  assertEquals(state, "failure", log);
  assertStringIncludes(log, "There is no vault to verify and keep");
});

Deno.test("without an artifact a vault needs a place that lasts", async () => {
  await using sim = tiny();
  using repository = new Repository(sim.url);
  const { state, log } = await repository.action({ ...FEW, "artifact-name": "" });
  assertEquals(state, "failure", log);
  assertStringIncludes(log, "db must be a path that persists between runs");
});

Deno.test("with snapshot-dest each night starts from the newest copy and pushes one, and there is no artifact", async () => {
  await using sim = tiny();
  using repository = new Repository(sim.url);
  // A name that a shell would not leave alone.
  const dest = `${repository.lasting()}/copies $(exit 9)'";`;
  const inputs = { ...FEW, ...SOURCE, "snapshot-dest": dest };
  // A public repository's artifacts would be the danger.
  repository.visibility = "public";
  const first = await repository.action(inputs);
  assertEquals(first.state, "success", first.log);
  assertStringIncludes(first.log, "There is no snapshot yet");
  const second = await repository.action(inputs);
  assertEquals(second.state, "success", second.log);
  assertStringIncludes(second.log, "The newest snapshot was restored");
  assertStringIncludes(second.summary, "incremental");
  const named = copies(dest);
  assertEquals(named.length, 2);
  for (const [at, { summary }] of [first, second].entries()) {
    assertStringIncludes(summary, `pushed to \`${dest}\` as snapshot \`${named[at]}\`.`);
  }
  assertEquals(sessionsAt(second.outputs["db"]), 2);

  const refused = await repository.action({ ...inputs, "client-secret": "wrong" });
  assertStringIncludes(refused.log, "extract ended with exit code 3");
  assertEquals(
    [refused.outputs["verified"], copies(dest)],
    ["true", named],
    "nothing new, and no copy of it",
  );

  // Nothing is made anew, and nothing pushed, where the store does not give what it has.
  await Deno.writeTextFile(`${folderOf(dest)}/${named[1]}.db.zst`, "not what was pushed");
  const { requests } = sim.stats;
  const damaged = await repository.action(inputs);
  assertEquals(damaged.state, "failure", damaged.log);
  assertStringIncludes(damaged.log, "Cannot restore the newest snapshot: it could not be pulled");
  assertStringIncludes(damaged.summary, "**not pushed** to");
  await Deno.remove(dest, { recursive: true });
  await Deno.writeTextFile(dest, "");
  const gone = await repository.action(inputs);
  assertEquals(gone.state, "failure", gone.log);
  assertStringIncludes(gone.log, "the directory of snapshot-dest does not exist");
  assertEquals(sim.stats.requests, requests);
  assertEquals(repository.artifact("lookervault"), null);
});

Deno.test("an encrypted copy is pulled with the identity; without it the last artifact is the base", async () => {
  await using sim = tiny();
  using repository = new Repository(sim.url);
  assertEquals((await repository.action(FEW)).state, "success");
  const kept = repository.artifact("lookervault");
  const dest = repository.lasting(), key = `${repository.lasting()}/key.txt`;
  const identity = await generateIdentity(), recipient = await identityToRecipient(identity);
  await Deno.writeTextFile(key, `${identity}\n`);
  const inputs = {
    ...FEW,
    ...SOURCE,
    "snapshot-dest": dest,
    "snapshot-recipients": `\n${recipient}\r\n`,
  };
  repository.env = { LOOKERVAULT_IDENTITY_FILE: key };
  const first = await repository.action(inputs);
  assertEquals(first.state, "success", first.log);
  assertEquals(sessionsAt(first.outputs["db"]), 1, "an empty store begins a new vault");
  assert(exists(`${folderOf(dest)}/${copies(dest)[0]}.db.zst.age`));
  assertEquals(sessionsAt((await repository.action(inputs)).outputs["db"]), 2);
  repository.env = {};
  repository.visibility = "public";
  const without = await repository.action(inputs);
  assertEquals(without.state, "success", without.log);
  assertStringIncludes(
    without.log,
    "The newest snapshot is encrypted, and LOOKERVAULT_IDENTITY_FILE is not set",
  );
  assertStringIncludes(without.log, "The vault of run 1 was restored");
  assertEquals([repository.artifact("lookervault"), copies(dest).length], [kept, 3]);
  repository.env = { LOOKERVAULT_IDENTITY_FILE: `${key}.not` };
  assertStringIncludes(
    (await repository.action(inputs)).log,
    "LOOKERVAULT_IDENTITY_FILE is not the path of a file",
  );
});

Deno.test("what did not arrive in the store fails the job, whatever fail-on says", async () => {
  await using sim = tiny();
  await using s3 = new S3Stub();
  using repository = new Repository(sim.url);
  const { accessKeyId, secretAccessKey } = s3.key();
  repository.env = {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    LOOKERVAULT_S3_ENDPOINT: s3.url,
  };
  const proof = `${repository.lasting()}/proof`;
  const { state, log, summary } = await repository.action({
    ...FEW,
    ...SOURCE,
    "snapshot-dest": "s3://copies/looker",
    "snapshot-recipients": `$(touch ${proof})\n"; touch ${proof}; '\n--dest=${proof}`,
    "fail-on": "",
  });
  assertEquals(state, "failure", log);
  assertStringIncludes(log, "There is no snapshot yet", "the store was reached");
  assertStringIncludes(log, "snapshot push ended with exit code 2: the store has no snapshot of this run");
  assertStringIncludes(summary, "**not pushed** to");
  assert(!exists(proof), "a recipient was run");
  assert(!(log + summary).includes(secretAccessKey));
});

Deno.test("a vault in use ends with 6, and nothing is kept of it", async () => {
  await using sim = tiny();
  using repository = new Repository(sim.url);
  const db = `${repository.lasting()}/looker.db`;
  const inputs = { db, "artifact-name": "" };
  const first = await repository.action({
    ...inputs,
    types: "themes, datagroups",
    args: "--rate-limit=500\n",
  });
  assertEquals(first.state, "success", first.log);
  assertStringIncludes(first.summary, "not kept as an artifact");
  assertStringIncludes(first.summary, "| all | 5 | 5 | 5 |");
  using _lock = lockVault(db, { pid: 1, user: null, since: "2026-01-01T00:00:00Z" });
  const strict = await repository.action({ db });
  assertEquals(strict.state, "failure", strict.log);
  assertStringIncludes(strict.log, "extract ended with exit code 6, another run is writing to the vault");
  assertEquals(repository.artifact("lookervault"), null);
  assertEquals((await repository.action({ db, "fail-on": "4,5" })).state, "success");
});

Deno.test("a run that takes too long is interrupted and kept, and the next one resumes it", async () => {
  await using sim = tiny({ faults: [{ kind: "hang", operation: "all_datagroups", times: 1 }] });
  using repository = new Repository(sim.url);
  // The minutes are over once the run waits for that answer.
  repository.program(
    "sleep",
    `#!/bin/sh\n[ "$1" = 9000 ] || exit 1\nuntil [ -e '${repository.gate}' ] || [ ! -d "$GITHUB_WORKSPACE" ]; do /bin/sleep 0.02; done\n`,
  );
  const running = repository.action({ ...FEW, "max-minutes": "150" });
  await until(() => sim.count("search_themes") > 0, "the run at work");
  await Deno.writeTextFile(repository.gate, "");
  const first = await running;
  assertEquals(first.state, "failure", first.log);
  assertStringIncludes(
    first.log,
    "extract ended with exit code 130, interrupted; the next run resumes it",
  );
  assertStringIncludes(first.summary, "## Looker backup: interrupted");
  assertStringIncludes(first.summary, "kept as artifact lookervault");
  const second = await repository.action(FEW);
  assertEquals(second.state, "success", second.log);
  assertEquals(second.outputs["session-id"], first.outputs["session-id"], "it is the same session");
});

Deno.test("a binary with another checksum is refused before it is started", async () => {
  await using sim = tiny();
  using repository = new Repository(sim.url);
  const other = "0".repeat(64);
  const lines = `${other}  lookervault-macos-x64\n${repository.checksum} *lookervault-linux-x64\r\n`;
  const refused = {
    "": "must be the SHA-256",
    abc: "must be the SHA-256",
    [`${other}  lookervault-macos-x64`]: "must be the SHA-256 of lookervault-linux-x64",
    [other]: "not 0000",
    [lines.replace(repository.checksum, other)]: "not 0000",
  };
  for (const [checksum, why] of Object.entries(refused)) {
    const { state, log, summary } = await repository.action({ checksum });
    assertEquals(state, "failure");
    assertStringIncludes(log, "Cannot install lookervault: ");
    assertStringIncludes(log, why);
    assertStringIncludes(summary, "## Looker backup: not run");
  }
  assertEquals(sim.stats.requests, 0);
  assertEquals((await repository.action({ checksum: lines, ...FEW })).state, "success");
});

Deno.test("without an answer from GitHub, or in a public repository, no vault is made", async () => {
  await using sim = tiny();
  using repository = new Repository(sim.url);
  assertEquals((await repository.action(FEW)).state, "success");
  const requests = sim.stats.requests;
  for (const question of ["repository", "artifacts", "run", "download"] as const) {
    repository.unanswered = question;
    const { state, log } = await repository.action(FEW);
    assertEquals(state, "failure", log);
    assertStringIncludes(log, "Cannot restore the last vault: ");
  }
  repository.unanswered = "";
  repository.visibility = "public";
  const open = await repository.action(FEW);
  assertEquals(open.state, "failure");
  assertStringIncludes(open.log, "this repository is public");
  assertEquals(sim.stats.requests, requests);
  assertEquals((await repository.action({ ...FEW, "allow-public": "true" })).state, "success");
});

Deno.test("only the vault of the same workflow, branch and event is downloaded, and none for a tag", async () => {
  await using sim = tiny();
  using repository = new Repository(sim.url);
  assertEquals((await repository.action(FEW)).state, "success");
  repository.event = "workflow_dispatch";
  const byHand = await repository.action(FEW);
  assertStringIncludes(byHand.log, "Run 1 belongs to another workflow or event");
  assertEquals([byHand.state, sessions(repository.artifact("lookervault"))], ["success", 1]);
  repository.event = "schedule";
  const again = await repository.action(FEW);
  assertStringIncludes(again.log, "The vault of run 1 was restored.");
  assertEquals(sessions(repository.artifact("lookervault")), 2);
  repository.event = "workflow_dispatch";
  repository.tags = ["main"];
  assertStringIncludes((await repository.action(FEW)).log, "there is a tag with the name of this branch");
  repository.refType = "tag";
  const { state, log } = await repository.action(FEW);
  assertEquals(state, "failure");
  assertStringIncludes(log, "this run is for a tag");
});

Deno.test("inputs are text: nothing in them is run", async () => {
  await using sim = tiny();
  using repository = new Repository(sim.url);
  const proof = `${repository.lasting()}/proof`;
  const names = [
    "base-url",
    "version",
    "checksum",
    "types",
    "args",
    "fail-on",
    "artifact-name",
    "retention-days",
    "snapshot-dest",
    "snapshot-recipients",
  ];
  for (
    const code of [
      `$(touch ${proof})\`touch ${proof}\``,
      `"; touch ${proof}; '; touch ${proof}\n touch ${proof}`,
    ]
  ) {
    for (const name of names) {
      const { state, log } = await repository.action({ ...FEW, "artifact-name": "", [name]: code });
      assertEquals(state, "failure", `${name}: ${code}\n${log}`);
    }
  }
  const { log } = await repository.action({ ...FEW, "artifact-name": "", db: `$(touch ${proof})'";.db` });
  assertStringIncludes(log, "themes: 3 of 3 stored", "the vault's name is only a name");
  assert(!exists(proof), "an input was run");
});

class Closing implements Disposable {
  readonly db: DatabaseSync;
  constructor(path: string) {
    this.db = new DatabaseSync(path);
  }
  [Symbol.dispose](): void {
    this.db.close();
  }
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
