import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { EXIT, UsageError } from "../../lib/base/errors.ts";
import { WrongKeyError } from "../../lib/snapshot/age.ts";
import { type Copy, readCatalog } from "../../lib/snapshot/catalog.ts";
import { CopyDamagedError } from "../../lib/snapshot/copy_error.ts";
import { UnreachableError } from "../../lib/snapshot/errors.ts";
import { newIdentity } from "../../lib/snapshot/identity.ts";
import { pullBeside } from "../../lib/snapshot/pull.ts";
import { checkStored } from "../../lib/snapshot/unpack.ts";
import { VaultLockedError } from "../../lib/vault/errors.ts";
import { connect } from "../../lib/vault/connect.ts";
import { openVaultForReading, openVaultForWriting } from "../../lib/vault/open.ts";
import { replaceVault } from "../../lib/vault/replace.ts";
import { cell, digestOf, TempDir, WRITING } from "../vault/_vaults.ts";
import { MemoryStore } from "./_memory_store.ts";
import { change, Scene, SIGNAL } from "./_scene.ts";

const HOLDER = { pid: 1, user: "ada", since: "2026-01-01T00:00:00Z" };

async function newest(store: MemoryStore): Promise<Copy> {
  const [copy] = (await readCatalog(store, { folder: null, signal: SIGNAL })).copies;
  if (copy === undefined) throw new Error("there is no copy");
  return copy;
}

/** Changes one byte of an object. */
function flip(store: MemoryStore, key: string, at: number): void {
  const bytes = store.bytes(key);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
}

Deno.test("a copy comes back as it was, encrypted and not, and takes the vault's place", async () => {
  const { identity, recipient } = await newIdentity({ postQuantum: false });
  for (const recipients of [[], [recipient]]) {
    const store = new MemoryStore();
    using scene = new Scene(store);
    await scene.push({ recipients });
    const copy = await newest(store);
    assertEquals(copy.data?.key.endsWith(recipients.length > 0 ? ".zst.age" : ".zst"), true);
    change(scene.file(), "later");
    using reader = openVaultForReading(scene.file());
    using pulled = await pullBeside(scene.file(), { store, copy, identities: [identity], signal: SIGNAL });
    assertEquals(cell(reader, "SELECT count(*) FROM content_items"), 4);
    replaceVault(scene.file(), { from: pulled.path, holder: HOLDER });
    assertEquals(digestOf(scene.file()), copy.manifest.plain.sha256);
    using vault = openVaultForReading(scene.file());
    assertEquals(cell(vault, "SELECT count(*) FROM content_items"), 3);
    assertEquals(cell(vault, "PRAGMA integrity_check"), "ok");
    // Who had the former open goes on reading that.
    assertEquals(cell(reader, "SELECT count(*) FROM content_items"), 4);
    assertEquals(scene.files().filter((name) => name.includes("pull")), []);
  }
});

Deno.test("a broken download at any moment leaves the old file as it was, and nothing beside it", async () => {
  const store = new MemoryStore();
  using scene = new Scene(store, 40);
  await scene.push();
  const copy = await newest(store), before = digestOf(scene.file());
  for (const at of [1, 2, 3]) {
    let reads = 0;
    store.before = (call) => {
      if (call === "read" && ++reads >= at) throw new UnreachableError("the line is down");
    };
    await assertRejects(
      () => pullBeside(scene.file(), { store, copy, identities: [], signal: SIGNAL }),
      UnreachableError,
    );
    assertEquals(digestOf(scene.file()), before);
    assertEquals(scene.files().filter((name) => name.includes("pull")), []);
  }
});

Deno.test("wrong key, flipped bit and cut file are told apart (exit 2, 5, 5)", async () => {
  const [key, other] = await Promise.all([0, 1].map(() => newIdentity({ postQuantum: false })));
  const store = new MemoryStore();
  using scene = new Scene(store);
  await scene.push({ recipients: [key?.recipient ?? ""] });
  const copy = await newest(store), name = copy.data?.key ?? "";
  const pull = (identities: string[]): Promise<Disposable> =>
    pullBeside(scene.file("new.db"), { store, copy, identities, signal: SIGNAL });
  assertEquals(
    (await assertRejects(() => pull([other?.identity ?? ""]), WrongKeyError)).exitCode,
    EXIT.usage,
  );
  await assertRejects(() => pull([]), UsageError, "no identity was given");
  const whole = store.bytes(name).slice();
  for (const at of [0, 30, 200, whole.length >> 1, whole.length - 1]) {
    flip(store, name, at);
    for (const identity of [key?.identity ?? "", other?.identity ?? ""]) {
      const error = await assertRejects(() => pull([identity]), CopyDamagedError, "its bytes were changed");
      assertEquals(error.exitCode, EXIT.damaged);
    }
    await assertRejects(() => checkStored(store, copy, { signal: SIGNAL }), CopyDamagedError, "were changed");
    flip(store, name, at);
  }
  for (const bytes of [whole.slice(0, -1), whole.slice(0, 100), new Uint8Array(0)]) {
    store.objects.set(name, { bytes, modifiedAt: "", lockedUntil: null });
    await assertRejects(() => pull([key?.identity ?? ""]), CopyDamagedError, "it is truncated");
  }
  store.objects.set(name, { bytes: new Uint8Array([...whole, 0]), modifiedAt: "", lockedUntil: null });
  await assertRejects(() => pull([key?.identity ?? ""]), CopyDamagedError);
  assertEquals(scene.files().filter((name) => name.includes("new.db")), []);
});

Deno.test("a flipped byte anywhere in a copy that is not encrypted is found", async () => {
  const store = new MemoryStore();
  using scene = new Scene(store, 1);
  await scene.push();
  const copy = await newest(store), name = copy.data?.key ?? "", { length } = store.bytes(name);
  await checkStored(store, copy, { signal: SIGNAL });
  for (let at = 0; at < length; at += 97) {
    flip(store, name, at);
    await assertRejects(
      () => pullBeside(scene.file("new.db"), { store, copy, identities: [], signal: SIGNAL }),
      CopyDamagedError,
      "were changed",
    );
    flip(store, name, at);
  }
});

Deno.test("replaceVault() leaves unchanged what a run or another program uses, and replaces what is damaged", async () => {
  const store = new MemoryStore();
  using scene = new Scene(store);
  await scene.push();
  const copy = await newest(store);
  using pulled = await pullBeside(scene.file(), { store, copy, identities: [], signal: SIGNAL });
  const replace = (): void => replaceVault(scene.file(), { from: pulled.path, holder: HOLDER });
  {
    using _run = openVaultForWriting(scene.file(), WRITING);
    assertThrows(replace, VaultLockedError);
  }
  const db = connect(scene.file());
  db.exec("BEGIN");
  db.prepare("SELECT count(*) FROM meta").get();
  change(scene.file(), "later");
  assertThrows(replace, VaultLockedError, "another program is using it");
  db.close();
  await Deno.writeFile(scene.file(), new Uint8Array(1000));
  replace();
  assertEquals(digestOf(scene.file()), copy.manifest.plain.sha256);
});

Deno.test("replaceVault() makes a vault where there was none", async () => {
  const store = new MemoryStore();
  using scene = new Scene(store);
  using dir = new TempDir();
  await scene.push();
  using pulled = await pullBeside(dir.file(), {
    store,
    copy: await newest(store),
    identities: [],
    signal: SIGNAL,
  });
  replaceVault(dir.file(), { from: pulled.path, holder: HOLDER });
  assertEquals(((await Deno.stat(dir.file())).mode ?? 0) & 0o777, 0o600);
  assertEquals(dir.files(), ["v.db", "v.db.lock"]);
});
