/** The snapshot commands as a user types them, into a directory. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { EXIT } from "../../lib/base/errors.ts";
import { COMMANDS } from "../../lib/cli/commands.ts";
import { systemClock } from "../../lib/base/clock.ts";
import { makeVault } from "../snapshot/_scene.ts";
import { cell, digestOf, TempDir } from "../vault/_vaults.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { ENV, play, type Played } from "./_fakes.ts";

interface Document {
  status: string;
  snapshots: {
    ref: string;
    at: string;
    bytes: number;
    sha256: string;
    encrypted: boolean;
    location: string;
  }[];
  problems: string[];
  recipient: string;
  error: { code: string; message: string };
}

/** A directory with a vault, and a place for copies. */
class Place extends TempDir {
  constructor() {
    super();
    makeVault(this.file());
  }

  async say(...args: string[]): Promise<Played & { json: Document }> {
    const env = { ...ENV, LOOKERVAULT_SNAPSHOT_DEST: this.file("copies"), LOOKERVAULT_DB: this.file() };
    const played = await play(["--json", "snapshot", ...args], {
      env,
      commands: COMMANDS,
      clock: systemClock,
    });
    return { ...played, json: JSON.parse(played.stdout) };
  }
}

/** Runs another program; null where it is not installed. */
async function program(name: string, args: string[], stdin?: Uint8Array): Promise<Uint8Array | null> {
  try {
    const child = new Deno.Command(name, { args, stdin: "piped", stdout: "piped", stderr: "null" }).spawn();
    const writer = child.stdin.getWriter();
    if (stdin !== undefined) await writer.write(stdin);
    await writer.close();
    const { success, stdout } = await child.output();
    assert(success, name);
    return stdout;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

Deno.test("a key is made, a copy pushed, listed, verified, pulled and pruned, each with one JSON document", async () => {
  using place = new Place();
  const key = await place.say("keygen", "--out", place.file("key.txt"));
  assertEquals([key.exit, ((await Deno.stat(place.file("key.txt"))).mode ?? 0) & 0o777], [0, 0o600]);
  assertStringIncludes(key.stderr, "another, safe place");
  assertEquals((await place.say("keygen", "--out", place.file("key.txt"))).exit, EXIT.usage);
  const { exit, json } = await place.say("push", "--recipient", key.json.recipient);
  const [pushed] = json.snapshots;
  assert(exit === 0 && pushed !== undefined && pushed.encrypted);
  const stored = await Deno.readFile(pushed.location);
  assertEquals([stored.length, digestOf(pushed.location)], [pushed.bytes, pushed.sha256]);
  const listed = await place.say("list");
  assertEquals([listed.exit, listed.json.status, listed.json.snapshots.length], [0, "completed", 1]);
  assertEquals((await place.say("verify")).json.status, "ok");
  const withKey = await place.say("verify", "latest", "--identity", place.file("key.txt"));
  assertEquals([withKey.exit, withKey.json.status], [0, "ok"]);
  const pulled = await place.say("pull", "1", place.file("new.db"), "--identity", place.file("key.txt"));
  assertEquals([pulled.exit, pulled.json.status], [0, "completed"]);
  using vault = openVaultForReading(place.file("new.db"));
  assertEquals(cell(vault, "SELECT count(*) FROM content_items"), 3);
  const pruned = await place.say("prune", "--keep-last", "1", "--dry-run");
  assertEquals([pruned.exit, pruned.json.status], [0, "planned"]);
});

Deno.test("snapshot list shows times in the zone of a terminal, in UTC in a pipe, and verify accepts both", async () => {
  using place = new Place();
  const { json: { snapshots: [pushed] } } = await place.say("push");
  const second = `${pushed?.at.slice(0, 19)}Z`;
  const env = { ...ENV, LOOKERVAULT_SNAPSHOT_DEST: place.file("copies"), LOOKERVAULT_DB: place.file() };
  const how = { env, commands: COMMANDS, clock: systemClock, zone: "Asia/Kolkata" };
  const local = Temporal.Instant.from(second).toZonedDateTimeISO("Asia/Kolkata").toString()
    .slice(0, 25).replace("T", " ").replace("+", " +");
  for (const [columns, shown] of [[200, local], [null, second]] as const) {
    for (const args of [["list"], ["prune", "--keep-last", "1", "--dry-run"]]) {
      assertStringIncludes((await play(["snapshot", ...args], { ...how, columns })).stdout, shown);
    }
    assertEquals((await place.say("verify", shown)).json.status, "ok");
  }
  assertEquals((await place.say("list")).json.snapshots[0]?.at, pushed?.at);
});

Deno.test("age and zstd read a copy without lookervault", async () => {
  using place = new Place();
  const key = await place.say("keygen", "--out", place.file("key.txt"));
  const { json: { snapshots: [pushed] } } = await place.say("push", "--recipient", key.json.recipient);
  const packed = await program("age", ["-d", "-i", place.file("key.txt"), pushed?.location ?? ""]);
  const plain = packed === null ? null : await program("zstd", ["-d", "-c"], packed);
  if (plain === null) return console.log("skipped: age or zstd is not installed");
  await Deno.writeFile(place.file("plain.db"), plain, { mode: 0o600 });
  using vault = openVaultForReading(place.file("plain.db"));
  assertEquals(cell(vault, "PRAGMA integrity_check"), "ok");
});

Deno.test("a damaged copy ends list, verify and pull with 5; a removed one ends list with 5", async () => {
  using place = new Place();
  const { json: { snapshots: [pushed] } } = await place.say("push");
  const path = pushed?.location ?? "", bytes = await Deno.readFile(path);
  bytes[50] = (bytes[50] ?? 0) ^ 1;
  await Deno.writeFile(path, bytes);
  const verified = await place.say("verify");
  assertEquals([verified.exit, verified.json.status, verified.json.problems.length], [
    EXIT.damaged,
    "failed",
    1,
  ]);
  const before = digestOf(place.file());
  const pulled = await place.say("pull", "latest", "--yes");
  assertEquals([pulled.exit, pulled.json.error.code], [EXIT.damaged, "snapshot_damaged"]);
  assertEquals(digestOf(place.file()), before);
  await Deno.writeFile(path, bytes.slice(0, 100));
  assertEquals((await place.say("list")).exit, EXIT.damaged);
  await Deno.remove(path);
  await Deno.remove(path.replace(".db.zst", ".json"));
  const gone = await place.say("list");
  assertEquals(gone.exit, EXIT.damaged);
  assertStringIncludes(gone.json.problems[0] ?? "", "was not pruned");
});

Deno.test("what is asked wrongly ends with 2 and says what to do", async () => {
  using place = new Place();
  await place.say("push");
  const cases: [string[], string][] = [
    [["pull", "7", place.file("x.db")], "has 1 snapshot"],
    [["pull", "latest"], "there is no terminal"],
    [["prune", "--yes"], "no rule keeps anything"],
    [["prune", "--keep-last", "1"], "there is no terminal"],
    [["push", "--lock", "soon"], "not a duration"],
    [["push", "--lock", "30d"], "Cannot lock"],
    [["push", "ftp://somewhere"], "Cannot use the destination"],
    [["push", "--recipient", "nobody"], "is not a recipient"],
  ];
  for (const [args, says] of cases) {
    const { exit, json } = await place.say(...args);
    assertEquals([exit, json.status], [EXIT.usage, "failed"], args.join(" "));
    assertStringIncludes(json.error.message, says);
  }
  assertEquals((await place.say("list")).json.snapshots.length, 1);
});

Deno.test("a destination of a file that was only found is not used", async () => {
  using place = new Place();
  const { loadConfig } = await import("../../lib/config/load.ts");
  const read = (secret: string): string | null =>
    loadConfig({
      flags: {},
      io: { env: () => undefined },
      files: {
        read: (path) => path === "./lookervault.toml" ? `[snapshot]\ndest = "s3://evil/x"\n${secret}` : null,
        mode: () => 0o600,
        stranger: () => null,
      },
    }).snapshotDoubt;
  assertEquals(read(""), "./lookervault.toml");
  assertEquals(read('[looker]\nclient_secret = "own"\n'), null);
  assert(place.files().length > 0);
});
