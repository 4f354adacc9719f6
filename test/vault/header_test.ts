import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { VaultError, VaultNewerError } from "../../lib/vault/errors.ts";
import { checkHeader } from "../../lib/vault/header.ts";
import { APPLICATION_ID, SCHEMA_VERSION } from "../../lib/vault/schema.ts";
import { digestOf, TempDir } from "./_vaults.ts";

interface Header {
  magic?: string;
  application?: number;
  version?: number;
  /** As bytes 16-17 say it: 1 stands for 65,536. */
  pageSize?: number;
  pages?: number;
  /** Of texts: 1 is UTF-8. */
  encoding?: number;
  /** The file's length, bytes. */
  size?: number;
  wal?: string;
}

function make(path: string, given: Header): void {
  const { magic = "SQLite format 3\0", pageSize = 16384, pages = 2 } = given;
  const bytes = new Uint8Array(given.size ?? pages * pageSize);
  const whole = new Uint8Array(100);
  new TextEncoder().encodeInto(magic, whole);
  const view = new DataView(whole.buffer);
  view.setUint16(16, pageSize);
  view.setUint32(28, pages);
  view.setUint32(56, given.encoding ?? 1);
  view.setUint32(60, given.version ?? SCHEMA_VERSION);
  view.setUint32(68, given.application ?? APPLICATION_ID);
  bytes.set(whole.subarray(0, bytes.length));
  Deno.writeFileSync(path, bytes);
  if (given.wal !== undefined) Deno.writeTextFileSync(`${path}-wal`, given.wal);
}

const TABLE: [name: string, given: Header, says: string | null][] = [
  ["a vault", {}, null],
  ["a vault that is longer than it says", { size: 100_000 }, null],
  ["a vault of 64 KB pages", { pageSize: 1, pages: 1, size: 65536 }, null],
  [
    "a vault of 64 KB pages, cut",
    { pageSize: 1, pages: 1, size: 65535 },
    "truncated (65,535 of 65,536 bytes)",
  ],
  ["nothing", { size: 0 }, "empty"],
  ["one byte", { size: 1 }, "not a SQLite database"],
  ["99 bytes", { size: 99 }, "not a SQLite database"],
  ["a header alone", { size: 100 }, "truncated"],
  ["another magic", { magic: "SQLite format 4\0" }, "not a SQLite database"],
  ["another program's id", { application: 1 }, "another program"],
  ["no program's id", { application: 0 }, "another program"],
  ["the next schema", { version: SCHEMA_VERSION + 1 }, `supports schemas up to ${SCHEMA_VERSION}`],
  ["a negative schema", { version: 0xffffffff }, "newer lookervault"],
  ["texts in UTF-16", { encoding: 2 }, "not in UTF-8"],
  ["no schema", { version: 0 }, "no schema version"],
  ["a file cut by one byte", { size: 32767 }, "truncated"],
  ["a file cut by one byte with an empty log", { size: 32767, wal: "" }, "truncated"],
  ["a file that a log completes", { size: 16384, wal: "frames" }, null],
];

for (const [name, given, says] of TABLE) {
  Deno.test(`checkHeader() ${says === null ? "takes" : "refuses"} ${name}`, () => {
    using dir = new TempDir();
    make(dir.file(), given);
    const before = digestOf(dir.file());
    const { dev, ino } = Deno.lstatSync(dir.file());
    if (says === null) checkHeader(dir.file(), { dev, ino });
    else {
      const newer = name === "the next schema" || name === "a negative schema";
      const error = assertThrows(
        () => checkHeader(dir.file(), { dev, ino }),
        VaultError,
        "Cannot open the vault",
      );
      assertEquals(error instanceof VaultNewerError, newer);
      assertStringIncludes(`${error.message} ${error.hint}`, says);
    }
    assertEquals(digestOf(dir.file()), before);
  });
}

Deno.test("checkHeader() reads no other file than the one that was looked at", () => {
  using dir = new TempDir();
  make(dir.file(), {});
  make(dir.file("other"), {});
  const { dev, ino } = Deno.lstatSync(dir.file("other"));
  assertThrows(() => checkHeader(dir.file(), { dev, ino }), VaultError, "not a file");
});
