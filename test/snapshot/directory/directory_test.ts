import { assert, assertEquals, assertRejects } from "@std/assert";
import { type Clock, systemClock } from "../../../lib/base/clock.ts";
import { fileFailure } from "../../../lib/snapshot/directory/failure.ts";
import { placeIfAbsent } from "../../../lib/snapshot/directory/place.ts";
import { DirectoryStore } from "../../../lib/snapshot/directory/store.ts";
import { digestsOf } from "../../../lib/snapshot/digests.ts";
import {
  DamagedError,
  DeniedError,
  NotFoundError,
  RefusedError,
  StoreFullError,
  UnreachableError,
} from "../../../lib/snapshot/errors.ts";
import { bytesOfSize, keysIn } from "../contract/contract.ts";

const signal = new AbortController().signal;
const MIB = 1024 * 1024;
const NOTE = new TextEncoder().encode("note");

async function inDirectory(work: (path: string, store: DirectoryStore) => Promise<void>): Promise<void> {
  const path = await Deno.makeTempDir({ prefix: "lookervault-directory-" });
  try {
    await work(path, new DirectoryStore(path, { clock: systemClock }));
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}

async function namesIn(path: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(path))).map(({ name }) => name);
}

/** An error of the file system with a code. */
const coded = (code: string): Error => Object.assign(new Error(`${code}: it failed`), { code });

Deno.test("errors of the file system are told as what they mean for a copy", () => {
  const table: [error: Error, is: new (message: string) => Error][] = [
    [new Deno.errors.NotFound("x"), NotFoundError],
    [new Deno.errors.PermissionDenied("x"), DeniedError],
    [coded("EROFS"), DeniedError],
    [coded("ENOSPC"), StoreFullError],
    [coded("EDQUOT"), StoreFullError],
    [coded("EIO"), UnreachableError],
    [coded("ESTALE"), UnreachableError],
  ];
  for (const [error, is] of table) assert(fileFailure(error, "write", "/x") instanceof is, error.message);
  const other = new TypeError("a fault of ours");
  assertEquals(fileFailure(other, "write", "/x"), other);
});

Deno.test({
  name: "a full disk is told as one, and an interrupted file is never listed",
  // A device that is always full. Deno opens devices only with all permissions, which `deno task test:unit` does not give.
  ignore: Deno.build.os !== "linux" || Deno.permissions.querySync({ name: "run" }).state !== "granted",
  fn: async () => {
    const error = await Deno.writeFile("/dev/full", NOTE).then(() => null, (error) => error);
    assert(fileFailure(error, "write", "/x") instanceof StoreFullError, String(error));
  },
});

Deno.test({
  name: "nobody else may read a copy, or look into its directories",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inDirectory(async (path, store) => {
      await store.putIfAbsent("a/b/note.json", NOTE, { signal });
      const upload = await store.beginUpload("a/c.db", { partBytes: MIB, signal });
      const modes = ["a", "a/b", "a/b/note.json", `a/.c.db.${upload.id}.part`]
        .map((name) => (Deno.statSync(`${path}/${name}`).mode ?? 0) & 0o777);
      assertEquals(modes, [0o700, 0o700, 0o600, 0o600]);
    }),
});

Deno.test({
  name: "links, devices and hidden files are no copies",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inDirectory(async (path, store) => {
      await store.putIfAbsent("real.json", NOTE, { signal });
      await Deno.symlink(`${path}/real.json`, `${path}/link.json`);
      await Deno.symlink("/etc", `${path}/etc`);
      await Deno.writeTextFile(`${path}/.hidden.json`, "x");
      await Deno.writeTextFile(`${path}/with space.json`, "x");
      assertEquals(await keysIn(store), ["real.json"]);
      await assertRejects(() => store.get({ key: "link.json" }, { signal }), RefusedError);
      await assertRejects(() => store.stat({ key: "etc" }, { signal }), RefusedError);
    }),
});

Deno.test("a part that was cut off is written again", async () => {
  await inDirectory(async (path, store) => {
    const bytes = bytesOfSize(2 * MIB + 5),
      upload = await store.beginUpload("t.db", { partBytes: MIB, signal });
    const parts = [await store.putPart(upload, { number: 1, bytes: bytes.subarray(0, MIB) }, { signal })];
    // A kill in the middle of the second part, which leaves more than the last one will have.
    await Deno.writeFile(`${path}/.t.db.${upload.id}.part`, bytesOfSize(1000), { append: true });
    assertEquals((await store.uploadedParts(upload, { signal })).map(({ number, md5 }) => [number, md5]), [
      [1, digestsOf(bytes.subarray(0, MIB)).md5],
    ]);
    parts.push(await store.putPart(upload, { number: 2, bytes: bytes.subarray(MIB, 2 * MIB) }, { signal }));
    parts.push(await store.putPart(upload, { number: 3, bytes: bytes.subarray(2 * MIB) }, { signal }));
    await store.completeUpload(upload, parts, { whole: digestsOf(bytes), signal });
    assertEquals(digestsOf(await Deno.readFile(`${path}/t.db`)), digestsOf(bytes));
  });
});

Deno.test("a disk that holds other bytes than were written gives no object", async () => {
  await inDirectory(async (path, store) => {
    const bytes = bytesOfSize(MIB + 5), upload = await store.beginUpload("t.db", { partBytes: MIB, signal });
    const part = await store.putPart(upload, { number: 1, bytes: bytes.subarray(0, MIB) }, { signal });
    const last = await store.putPart(upload, { number: 2, bytes: bytes.subarray(MIB) }, { signal });
    using file = await Deno.open(`${path}/.t.db.${upload.id}.part`, { write: true });
    await file.seek(100, Deno.SeekMode.Start);
    await file.write(new Uint8Array([1, 2, 3]));
    const whole = digestsOf(bytes);
    await assertRejects(() => store.completeUpload(upload, [part, last], { whole, signal }), DamagedError);
    assertEquals(await namesIn(path), []);
  });
});

Deno.test("parts come one after the other", async () => {
  await inDirectory(async (_path, store) => {
    const upload = await store.beginUpload("t.db", { partBytes: MIB, signal });
    await assertRejects(
      () => store.putPart(upload, { number: 2, bytes: NOTE }, { signal }),
      RefusedError,
      "missing",
    );
  });
});

Deno.test("a directory that is not there is made, but not its parent: a share may not be mounted", async () => {
  await inDirectory(async (path) => {
    const near = new DirectoryStore(`${path}/new`, { clock: systemClock });
    await near.putIfAbsent("a.json", NOTE, { signal });
    const far = new DirectoryStore(`${path}/not/mounted`, { clock: systemClock });
    await assertRejects(() => far.putIfAbsent("a.json", NOTE, { signal }), NotFoundError, "does not exist");
    await assertRejects(() => keysIn(far), NotFoundError);
    assertEquals(await namesIn(path), ["new"]);
  });
});

Deno.test("an upload's name leads nowhere else", async () => {
  await inDirectory(async (_path, store) => {
    for (const id of ["../../etc/passwd", "", "x".repeat(32)]) {
      await assertRejects(() => store.abortUpload({ key: "a.db", id }, { signal }), RefusedError);
    }
  });
});

Deno.test("without second names, of many at once one wins, and the others say what happened", async () => {
  await inDirectory(async (path) => {
    const link = (): Promise<void> => Promise.reject(new Deno.errors.NotSupported("no links"));
    for (let round = 0; round < 30; round++) {
      const target = `${path}/target-${round}`;
      const results = await Promise.allSettled(Array.from({ length: 8 }, async (_, i) => {
        await Deno.writeTextFile(`${target}.${i}`, String(i));
        return await placeIfAbsent(`${target}.${i}`, target, { clock: systemClock, link });
      }));
      const won = results.filter((result) => result.status === "fulfilled" && result.value);
      const others = results.filter((result) =>
        result.status === "rejected" && !(result.reason instanceof UnreachableError)
      );
      assertEquals([won.length, others], [1, []]);
    }
  });
});

Deno.test("a directory that may only be read, or is still to be made, can be asked about itself", async () => {
  await inDirectory(async (path, store) => {
    const before = await namesIn(path), facts = await store.facts({ signal });
    assertEquals([facts.lock, facts.atomicPut, await namesIn(path)], ["no", true, before]);
    const later = new DirectoryStore(`${path}/later`, { clock: systemClock });
    assertEquals((await later.facts({ signal })).lock, "no");
    const far = new DirectoryStore(`${path}/not/mounted`, { clock: systemClock });
    await assertRejects(() => far.facts({ signal }), NotFoundError);
    await Deno.writeFile(`${path}/file`, NOTE);
    const file = new DirectoryStore(`${path}/file`, { clock: systemClock });
    await assertRejects(() => file.facts({ signal }), RefusedError, "not a directory");
  });
});

Deno.test("without second names a claim keeps others away, and one that was left behind is set aside", async () => {
  await inDirectory(async (path) => {
    const link = (): Promise<void> => Promise.reject(new Deno.errors.NotSupported("no links"));
    const place = (clock: Clock): Promise<boolean> =>
      placeIfAbsent(`${path}/temp`, `${path}/target`, { clock, link });
    await Deno.writeFile(`${path}/temp`, NOTE);
    await Deno.writeFile(`${path}/.target.claim`, new Uint8Array());
    await assertRejects(() => place(systemClock), UnreachableError, "another process is writing it");
    const later = { ...systemClock, now: () => Date.now() + 7_200_000 };
    assertEquals(await place(later), true);
    await Deno.writeFile(`${path}/temp`, new TextEncoder().encode("other"));
    assertEquals(await place(later), false);
    assertEquals(await Deno.readTextFile(`${path}/target`), "note");
    assertEquals((await namesIn(path)).toSorted(), ["target", "temp"]);
  });
});
