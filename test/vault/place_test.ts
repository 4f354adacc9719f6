/** What may stand where a vault and the files beside it belong (docs/contract.md §5.14). Own small versions of each attack. */
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { EXIT } from "../../lib/base/errors.ts";
import { countLive } from "../../lib/vault/content.ts";
import { createVault } from "../../lib/vault/create.ts";
import { VaultError } from "../../lib/vault/errors.ts";
import { keepWalOpen } from "../../lib/vault/keep_wal_open.ts";
import { openVaultForReading, openVaultForWriting } from "../../lib/vault/open.ts";
import { copyOf } from "../../lib/vault/private_copy.ts";
import { digestOf, newVault, TempDir, WRITING } from "./_vaults.ts";

const SECRET = "what nobody may touch\n";

/** A directory with a file that must stay as it is, and a vault unless `without`. */
function place(without = false): TempDir & { victim: string } {
  const dir = Object.assign(new TempDir(), { victim: "" });
  dir.victim = dir.file("VICTIM");
  Deno.writeTextFileSync(dir.victim, SECRET);
  if (!without) {
    newVault(dir.file())[Symbol.dispose]();
    Deno.removeSync(dir.file("v.db.lock"));
  }
  return dir;
}

/** A rollback journal as SQLite leaves it behind a change of several files: to be rolled back, and VICTIM deleted. */
function hotJournal(path: string, { victim, pageSize }: { victim: string; pageSize: number }): void {
  const name = new TextEncoder().encode(victim), magic = "d9d505f920a163d7";
  const journal = new Uint8Array(512 + 4 + name.length + 16);
  const view = new DataView(journal.buffer);
  journal.set(Uint8Array.fromHex(magic));
  [0, 0, 4, 512, pageSize].forEach((value, i) => view.setUint32(8 + 4 * i, value));
  view.setUint32(512, 0x4000_0000 / pageSize + 1);
  journal.set(name, 516);
  view.setUint32(516 + name.length, name.length);
  view.setUint32(520 + name.length, name.reduce((sum, byte) => sum + byte, 0));
  journal.set(Uint8Array.fromHex(magic), 524 + name.length);
  Deno.writeFileSync(path, journal);
}

/** Every way in. */
const OPENINGS: Record<string, (path: string) => Disposable> = {
  reading: openVaultForReading,
  writing: (path) => openVaultForWriting(path, WRITING),
  "reading once writing is given up": (path) => {
    using _held = keepWalOpen(path);
    return openVaultForReading(path);
  },
};

function refused(path: string, says: string): void {
  for (const [how, open] of Object.entries(OPENINGS)) {
    const error = assertThrows(() => open(path)[Symbol.dispose](), VaultError, says);
    assertEquals(error.exitCode, EXIT.damaged, how);
    assert(error.hint, how);
  }
}

/** What an intruder may put where a file belongs, and what is said of it. */
const KINDS: Record<string, { put: (path: string, victim: string) => void; says: string }> = {
  "a symbolic link": { put: (path, victim) => Deno.symlinkSync(victim, path), says: "is a symbolic link" },
  "a link to nowhere": { put: (path) => Deno.symlinkSync(`${path}.none`, path), says: "is a symbolic link" },
  "a hard link": { put: (path, victim) => Deno.linkSync(victim, path), says: "has 2 names" },
  "a directory": { put: (path) => Deno.mkdirSync(path), says: "is a directory" },
  "a pipe": {
    put: (path) => void new Deno.Command("mkfifo", { args: [path] }).outputSync(),
    says: "is not a regular file",
  },
};

const ENDINGS = ["-wal", "-shm", ".lock", ".new", ".new-journal", ".new-wal", ".new-shm"];

for (const [kind, { put, says }] of Object.entries(KINDS)) {
  Deno.test({
    name: `${kind} beside a vault is refused before the vault is opened, and nothing is touched`,
    ignore: Deno.build.os === "windows",
    fn() {
      using dir = place();
      for (const ending of ENDINGS) {
        const path = dir.file(), before = digestOf(path), beside = path + ending;
        put(beside, dir.victim);
        refused(path, `${beside} ${says}`);
        assertEquals([digestOf(path), Deno.readTextFileSync(dir.victim)], [before, SECRET], ending);
        assertEquals(dir.files(), ["VICTIM", "v.db", `v.db${ending}`]);
        Deno.removeSync(beside);
      }
    },
  });
}

Deno.test("what may not be beside a vault is refused where none is yet", () => {
  for (const ending of ["-journal", ...ENDINGS]) {
    using dir = place(true);
    const path = dir.file();
    Deno.symlinkSync(dir.victim, path + ending);
    assertThrows(() => openVaultForWriting(path, WRITING), VaultError, path + ending);
    assertEquals(dir.files(), ["VICTIM", `v.db${ending}`]);
    assertEquals(Deno.readTextFileSync(dir.victim), SECRET);
  }
});

Deno.test("a vault that is a link, or has a second name, is refused; one below a linked directory is not", () => {
  using dir = place();
  const path = dir.file();
  Deno.symlinkSync(path, dir.file("link.db"));
  refused(dir.file("link.db"), "it is a symbolic link");
  Deno.symlinkSync(dir.path, dir.file("home"));
  {
    using vault = openVaultForReading(dir.file("home/v.db"));
    assertEquals(countLive(vault, 1), 0);
  }
  openVaultForWriting(dir.file("home/v.db"), WRITING)[Symbol.dispose]();
  Deno.linkSync(path, dir.file("second.db"));
  refused(path, "it has 2 names");
});

for (const without of [false, true]) {
  Deno.test(`a journal beside ${without ? "no vault yet" : "a vault"} is never carried out`, () => {
    using dir = place(without);
    const path = dir.file();
    for (const content of ["hot", "empty"]) {
      if (content === "hot") hotJournal(`${path}-journal`, { victim: dir.victim, pageSize: 16384 });
      else Deno.writeTextFileSync(`${path}-journal`, "");
      if (without) assertThrows(() => openVaultForWriting(path, WRITING), VaultError, "v.db-journal");
      else refused(path, "v.db-journal is next to it");
      assertEquals(Deno.readTextFileSync(dir.victim), SECRET);
    }
    assertEquals(dir.files(), ["VICTIM", ...without ? [] : ["v.db"], "v.db-journal"]);
  });
}

Deno.test("what a killed run left of a vault being made is deleted, and what its journal says is not done", () => {
  using dir = place(true);
  const path = dir.file();
  Deno.writeFileSync(`${path}.new`, new Uint8Array(32768));
  hotJournal(`${path}.new-journal`, { victim: dir.victim, pageSize: 16384 });
  for (const ending of [".new-wal", ".new-shm"]) Deno.writeTextFileSync(path + ending, "left");
  openVaultForWriting(path, WRITING)[Symbol.dispose]();
  assertEquals([dir.files(), Deno.readTextFileSync(dir.victim)], [["VICTIM", "v.db", "v.db.lock"], SECRET]);
});

Deno.test("a vault is made in WAL mode: a later change to it would need a journal, and a kill could leave that", () => {
  using dir = new TempDir();
  createVault(dir.file(), WRITING);
  assertEquals(dir.files(), ["v.db"]);
  assertEquals([...Deno.readFileSync(dir.file()).subarray(18, 20)], [2, 2]);
});

Deno.test({
  name: "a file of another user is refused, and so is one beside the vault",
  ignore: Deno.build.os === "windows" || Deno.uid() !== 0,
  fn() {
    for (const ending of ["", "-wal", "-shm", ".lock", ".new"]) {
      using dir = place();
      const path = dir.file();
      if (ending !== "") Deno.writeTextFileSync(path + ending, "");
      Deno.chownSync(path + ending, 65534, 65534);
      refused(path, "belongs to another user");
    }
  },
});

Deno.test("a lock's file is written to only when a lock is in it", () => {
  const mine = ["", "{", '{"pid":', '{"pid":1,"user":null,"since":"2026-01-01T00:00:00.000Z"}\n'];
  const others = ["[a] 1\n", "{}", '{"pid', '{"pid":1' + " ".repeat(5000), "\0", '{ "pid": 1 }', SECRET];
  for (const text of [...mine, ...others]) {
    using dir = place();
    const path = dir.file();
    Deno.writeTextFileSync(`${path}.lock`, text);
    if (mine.includes(text) || '{"pid":'.startsWith(text)) {
      openVaultForWriting(path, WRITING)[Symbol.dispose]();
      assertEquals(Deno.readTextFileSync(`${path}.lock`), "", text);
    } else {
      assertThrows(() => openVaultForWriting(path, WRITING), VaultError, "was not written by lookervault");
      assertEquals(Deno.readTextFileSync(`${path}.lock`), text);
    }
  }
});

Deno.test("a name is a file's, whatever SQLite would make of it", () => {
  using dir = new TempDir();
  const before = Deno.cwd();
  Deno.chdir(dir.path);
  try {
    for (const name of [":memory:", "file:x.db?mode=memory", "file:y.db?vfs=none&mode=ro", "a?b#c%41.db"]) {
      {
        using vault = newVault(name);
        assert(!vault.isTemporary, name);
      }
      openVaultForReading(name)[Symbol.dispose]();
      openVaultForReading(`${dir.path}/${name}`)[Symbol.dispose]();
      assertEquals(dir.files(), [name, `${name}.lock`]);
      for (const file of dir.files()) Deno.removeSync(dir.file(file));
    }
  } finally {
    Deno.chdir(before);
  }
});

Deno.test("a vault whose log has lost its index is read from a copy: no file is left beside it", () => {
  using dir = new TempDir();
  const path = dir.file(), moved = dir.file("moved.db");
  {
    using writer = newVault(path);
    writer.withTransaction(() => writer.setMeta("late", "yes"));
    for (const end of ["", "-wal"]) Deno.copyFileSync(path + end, moved + end);
  }
  {
    using _held = keepWalOpen(moved);
    assert(copyOf(moved) !== null);
    using vault = openVaultForReading(moved);
    assertStringIncludes(String(vault.meta("late")), "yes");
  }
  assertEquals(dir.files().filter((name) => name.startsWith("moved")), ["moved.db", "moved.db-wal"]);
});

/** Counts the looks at a path, and does something at the nth, as another program might in between. */
function looksAt(path: string, { nth = 0, then = () => {} } = {}): Disposable & { count: number } {
  const { lstatSync } = Deno;
  const looks = { count: 0, [Symbol.dispose]: () => void (Deno.lstatSync = lstatSync) };
  Deno.lstatSync = (looked) => {
    if (looked === path && ++looks.count === nth) then();
    return lstatSync(looked);
  };
  return looks;
}

/** How often a path is looked at until a vault is open; the last time is after SQLite has opened it, before it reads. */
function lastLook(open: () => Disposable, path: string): number {
  using looks = looksAt(path);
  open()[Symbol.dispose]();
  return looks.count;
}

Deno.test("what takes the vault's place, or comes beside it, while it is opened is seen before anything is read", () => {
  for (const how of ["reading", "writing"]) {
    using dir = place();
    const path = dir.file(), open = (): Disposable => OPENINGS[how]?.(path) ?? dir;
    newVault(dir.file("other.db"))[Symbol.dispose]();
    openVaultForWriting(path, WRITING)[Symbol.dispose]();
    const nth = lastLook(open, path);
    {
      using _swap = looksAt(path, { nth, then: () => Deno.renameSync(dir.file("other.db"), path) });
      assertThrows(open, VaultError, "another file has replaced it");
    }
    const plant = (): void => hotJournal(`${path}-journal`, { victim: dir.victim, pageSize: 16384 });
    using _plant = looksAt(path, { nth, then: plant });
    assertThrows(open, VaultError, "-journal is next to it");
    assertEquals(Deno.readTextFileSync(dir.victim), SECRET);
  }
});

Deno.test("a lock that another takes the place of while it is opened is not written to", () => {
  using dir = place();
  const path = dir.file(), lock = `${path}.lock`, open = (): Disposable => openVaultForWriting(path, WRITING);
  open()[Symbol.dispose]();
  // Opening the vault looks at all that is beside it, after the lock is had: the look before those is the lock's own.
  const looks = lastLook(open, lock);
  for (let nth = 1; nth <= looks; nth++) {
    Deno.writeTextFileSync(dir.file("other"), SECRET);
    using _swap = looksAt(lock, { nth, then: () => Deno.renameSync(dir.file("other"), lock) });
    try {
      open()[Symbol.dispose]();
    } catch (error) {
      assert(error instanceof VaultError, String(error));
    }
    assertEquals(Deno.readTextFileSync(lock), SECRET, `${nth}`);
    Deno.writeTextFileSync(lock, "");
  }
  // A lock in the place of the one that was opened: two runs could have one each.
  const said: string[] = [];
  for (let nth = 1; nth <= looks; nth++) {
    Deno.writeTextFileSync(dir.file("other"), "");
    using _swap = looksAt(lock, { nth, then: () => Deno.renameSync(dir.file("other"), lock) });
    try {
      open()[Symbol.dispose]();
    } catch (error) {
      said.push(String(error));
    }
  }
  assert(said.some((text) => text.includes(`another file replaced ${lock}`)), said.join("\n"));
});
