import { assertEquals, assertRejects } from "@std/assert";
import { createRedactor } from "../../lib/base/log.ts";
import { type CommandContext, createCommandContext } from "../../lib/cli/command_context.ts";
import { readGlobals } from "../../lib/cli/globals.ts";
import { hostUser, readVault, type ReadVaultOptions, writeVault } from "../../lib/cli/open_vault.ts";
import { VaultMissingError } from "../../lib/vault/errors.ts";
import { fakeClock, fakeStream } from "../term/_fakes.ts";
import { digestOf, newVault, TempDir } from "../vault/_vaults.ts";

/** A context that notes what is given up. */
function contextOf(db: string): { context: CommandContext; given: unknown[] } {
  const given: unknown[] = [];
  const context = createCommandContext({
    io: {
      args: [],
      env: (name) => ({ LOOKERVAULT_DB: db, USER: "ada" })[name],
      stdout: fakeStream(null),
      stderr: fakeStream(null),
      interactive: false,
      ask: () => null,
    },
    clock: fakeClock(),
    globals: readGlobals({}),
    signal: new AbortController().signal,
    redactor: createRedactor(),
    sandbox: {
      goOffline: () => void given.push("offline"),
      keepHost: () => void given.push("host"),
      endWriting: (files) => void given.push(["writing", ...files ?? []]),
    },
  });
  return { context, given };
}

const CASES: readonly [ReadVaultOptions, unknown[]][] = [
  [{}, ["offline", ["writing"]]],
  [{ files: ["out.csv"] }, ["offline", ["writing", "out.csv"]]],
  [{ online: true }, [["writing"]]],
  [{ thenWrites: true }, ["offline"]],
  [{ online: true, thenWrites: true }, []],
];

for (const [options, expected] of CASES) {
  Deno.test(`readVault(${JSON.stringify(options)}) gives up ${JSON.stringify(expected)} before anything is read`, async () => {
    using dir = new TempDir();
    newVault(dir.file())[Symbol.dispose]();
    const before = digestOf(dir.file()), { context, given } = contextOf(dir.file());
    {
      using _context = context;
      assertEquals(await readVault(context, options, ({ path }) => [path, [...given]]), [
        dir.file(),
        expected,
      ]);
    }
    assertEquals([digestOf(dir.file()), dir.files()], [before, ["v.db", "v.db.lock"]]);
  });
}

Deno.test("readVault() takes the vault of a configuration that was read, and opens it twice in one command", async () => {
  using dir = new TempDir();
  newVault(dir.file())[Symbol.dispose]();
  const { context } = contextOf("/elsewhere/v.db"), config = { db: dir.file() };
  {
    using _context = context;
    assertEquals(await readVault(context, { config }, ({ path }) => path), dir.file());
    assertEquals(await readVault(context, { config, compares: true }, ({ path }) => path), dir.file());
  }
  assertEquals(dir.files(), ["v.db", "v.db.lock"]);
});

Deno.test("readVault() and writeVault() refuse a vault that is not there, and make none", async () => {
  using dir = new TempDir();
  const { context } = contextOf(dir.file()), config = { db: dir.file() };
  using _context = context;
  await assertRejects(() => readVault(context, { config }, () => {}), VaultMissingError);
  await assertRejects(() => writeVault(context, { config }, () => {}), VaultMissingError);
  assertEquals(dir.files(), []);
});

Deno.test("writeVault() gives up other files once the vault is open, and lets go of its lock when the work fails", async () => {
  using dir = new TempDir();
  const { context, given } = contextOf(dir.file()), config = { db: dir.file() };
  using _context = context;
  const failing = writeVault(context, { config, create: true }, () => Promise.reject(new Error("no")));
  await assertRejects(() => failing, Error, "no");
  assertEquals(given, [["writing"]]);
  assertEquals(await writeVault(context, { config }, ({ path }) => path), dir.file());
  assertEquals(hostUser(context), "ada");
});
