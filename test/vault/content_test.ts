import type { Capture, ContentItem } from "../../lib/vault/content_item.ts";
import { assert, assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import fc from "fast-check";
import { DamagedBodyError } from "../../lib/codec/errors.ts";
import { decode } from "../../lib/codec/msgpack_reader.ts";
import { type ContentType, typeCode } from "../../lib/looker/content_type_names.ts";
import { capturedRows } from "../../lib/vault/captured.ts";
import { countLive, emailsOfUsers, putItem, type PutResult, touchItem } from "../../lib/vault/content.ts";
import { markDeleted } from "../../lib/vault/missing.ts";
import { saveCheckpoint } from "../../lib/vault/sessions.ts";
import { checkpoint } from "./_checkpoint.ts";
import { readBody, readBodyAt } from "../../lib/vault/versions.ts";
import type { Vault } from "../../lib/vault/vault.ts";
import { begin, cell, item, minute, newVault, TempDir } from "./_vaults.ts";

const on = (minutes: number, sessionId = "s1"): Capture => ({ sessionId, at: minute(minutes) });

function put(vault: Vault, given: ContentItem, capture: Capture): PutResult {
  return vault.withTransaction(() => putItem(vault, given, capture));
}

const bodyOf = (vault: Vault, type: ContentType, id: string): unknown => {
  const bytes = readBody(vault, typeCode(type), id);
  return bytes === null ? null : decode(bytes);
};

function history(vault: Vault): unknown[] {
  const rows = vault.prepare(
    "SELECT id, name, content_hash, valid_from, valid_to, deleted_at FROM content_history ORDER BY rowid",
  ).all();
  return rows.map(({ content_hash, ...row }) => ({ ...row, hash: (content_hash as Uint8Array).toHex() }));
}

Deno.test("putItem() tells new, unchanged and updated, and moves the old version to the history", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  vault.withTransaction(() => begin(vault, "s2"));
  const first = item("dashboards", "1", { id: "1", title: "A" }, { name: "A", updatedAt: minute(0) });
  const second = item("dashboards", "1", { id: "1", title: "B" }, { name: "B", updatedAt: minute(2) });
  assertEquals(put(vault, first, on(1)), "new");
  assertEquals(put(vault, first, on(2, "s2")), "unchanged");
  assertEquals(history(vault), []);
  vault.withTransaction(() => saveCheckpoint(vault, "s2", checkpoint({ at: minute(2) })));
  assertEquals(cell(vault, "SELECT synced_at || ' ' || session_id FROM content_seen"), `${minute(2)} s2`);
  assertEquals(put(vault, second, on(3, "s2")), "updated");
  assertEquals(put(vault, first, on(4)), "updated");
  assertEquals(history(vault), [
    {
      id: "1",
      name: "A",
      hash: first.contentHash.toHex(),
      valid_from: minute(1),
      valid_to: minute(3),
      deleted_at: null,
    },
    {
      id: "1",
      name: "B",
      hash: second.contentHash.toHex(),
      valid_from: minute(3),
      valid_to: minute(4),
      deleted_at: null,
    },
  ]);
  assertEquals(cell(vault, "SELECT valid_from || ' ' || name FROM content_items"), `${minute(4)} A`);
  assertEquals(bodyOf(vault, "dashboards", "1"), { id: "1", title: "A" });
});

Deno.test("a change of a volatile property is stored, but makes no version", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  const seen = (view_count: number): ContentItem =>
    item("dashboards", "1", { id: "1", view_count, tiles: [{ can: { x: view_count } }] });
  put(vault, seen(1), on(1));
  assertEquals(put(vault, seen(2), on(2)), "unchanged");
  assertEquals(bodyOf(vault, "dashboards", "1"), { id: "1", view_count: 2, tiles: [{ can: { x: 2 } }] });
  assertEquals([history(vault), cell(vault, "SELECT valid_from FROM content_items")], [[], minute(1)]);
});

Deno.test("a change of the order of keys is stored, but makes no version", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  put(vault, item("looks", "1", '{"a":1,"b":2}'), on(1));
  assertEquals(put(vault, item("looks", "1", '{"b":2,"a":1}'), on(2)), "unchanged");
  assertEquals(JSON.stringify(bodyOf(vault, "looks", "1")), '{"b":2,"a":1}');
});

Deno.test("columns beside the body follow it without a version", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  const look = item("looks", "1", { id: "1", user_id: "7" }, { ownerId: "7" });
  put(vault, look, on(1));
  assertEquals(put(vault, { ...look, ownerEmail: "a@b.c" }, on(2)), "unchanged");
  assertEquals([cell(vault, "SELECT owner_email FROM content_items"), history(vault)], ["a@b.c", []]);
});

Deno.test("another idea of what is volatile makes no version of a body that is the same", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  const look = item("looks", "1", { id: "1" });
  put(vault, look, on(1));
  const canonicalHash = new Uint8Array(32).fill(1);
  assertEquals(put(vault, { ...look, canonicalHash }, on(2)), "unchanged");
  assertEquals([cell(vault, "SELECT canonical_hash FROM content_items"), history(vault)], [
    canonicalHash,
    [],
  ]);
});

Deno.test("ids that are equal across types are different items", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  const types: ContentType[] = ["dashboards", "looks", "users", "groups", "lookml_dashboards"];
  for (const type of types) put(vault, item(type, "1", { id: "1", type }), on(1));
  assertEquals(put(vault, item("looks", "1", { id: "1", type: "changed" }), on(2)), "updated");
  for (const type of types) {
    assertEquals(bodyOf(vault, type, "1"), { id: "1", type: type === "looks" ? "changed" : type });
    assertEquals(countLive(vault, typeCode(type)), 1);
  }
  assertEquals(history(vault).length, 1);
  assertEquals(bodyOf(vault, "roles", "1"), null);
});

const BACK: Record<string, (vault: Vault, at: number) => PutResult | void> = {
  "the same": (vault, at) => put(vault, item("looks", "1", { id: "1" }), on(at, "s2")),
  "edited": (vault, at) => put(vault, item("looks", "1", { id: "1", title: "B" }), on(at, "s2")),
  "viewed": (vault, at) => put(vault, item("looks", "1", { id: "1", view_count: 1 }), on(at, "s2")),
  "touched": (vault, at) => vault.withTransaction(() => touchItem(vault, 2, "1", on(at, "s2"))),
};

for (const [way, comeBack] of Object.entries(BACK)) {
  Deno.test(`an item that comes back ${way} is no longer deleted, and the time it was gone stays a gap`, () => {
    using dir = new TempDir();
    using vault = newVault(dir.file());
    const first = item("looks", "1", { id: "1" });
    put(vault, first, on(1));
    vault.withTransaction(() => {
      markDeleted(vault, { type: 2, id: "1", at: minute(3) });
      begin(vault, "s2");
    });
    assertEquals(countLive(vault, 2), 0);
    const result = comeBack(vault, 5);
    if (way !== "touched") assertEquals(result, way === "edited" ? "updated" : "unchanged");
    assertEquals(countLive(vault, 2), 1);
    assertEquals(
      cell(vault, "SELECT session_id || synced_at || valid_from FROM content_items"),
      [
        "s2",
        minute(5),
        minute(5),
      ].join(""),
    );
    assertEquals(history(vault), [{
      id: "1",
      name: null,
      hash: first.contentHash.toHex(),
      valid_from: minute(1),
      valid_to: minute(3),
      deleted_at: minute(3),
    }]);
    const known = [0, 1, 2, 3, 4, 5, 6].map((at) =>
      readBodyAt(vault, { type: 2, id: "1", at: minute(at) }) !== null
    );
    assertEquals(known, [false, true, true, false, false, true, true]);
    const captured = capturedRows(vault, 2, { id: "s2", startedAt: minute(4) }).get("1")?.result;
    assertEquals(captured, way === "edited" ? "updated" : "unchanged");
    // Seen once more it is what it was: no further interval.
    comeBack(vault, 6);
    assertEquals([history(vault).length, cell(vault, "SELECT valid_from FROM content_items")], [
      1,
      minute(5),
    ]);
  });
}

Deno.test("a damaged item that comes back whole leaves a whole version behind", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  const look = item("looks", "1", { id: "1", text: "long and the same ".repeat(40) });
  put(vault, look, on(1));
  vault.prepare("UPDATE content_items SET content_data = x'00', deleted_at = ?").run(minute(2));
  put(vault, look, on(3));
  for (const at of [1, 3]) {
    const bytes = readBodyAt(vault, { type: 2, id: "1", at: minute(at) });
    assertEquals(bytes === null ? null : decode(bytes), bodyOf(vault, "looks", "1"));
  }
});

Deno.test("touchItem() touches one item and makes none", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  for (const type of ["looks", "dashboards"] as const) put(vault, item(type, "1", { id: "1" }), on(1));
  vault.withTransaction(() => {
    touchItem(vault, typeCode("looks"), "1", on(2));
    touchItem(vault, typeCode("looks"), "nobody", on(2));
    for (const type of [1, 2]) saveCheckpoint(vault, "s1", checkpoint({ type, at: minute(2) }));
  });
  const rows = vault.prepare("SELECT content_type, synced_at FROM content_seen ORDER BY content_type").all();
  assertEquals(rows.map((row) => Object.values(row)), [[1, minute(1)], [2, minute(2)]]);
});

const TEXTS: [name: string, text: string, stored: string][] = [
  ["NUL", "a\0b\0", "a\ufffdb\ufffd"],
  ["half a surrogate pair", "\ud800a\udc00", "\ufffda\ufffd"],
  ["5,000 characters", "日本語😀x".repeat(1000), "日本語😀x".repeat(1000)],
  [
    "quotes and markup",
    `'; DROP TABLE meta; --"[red]\x1b[2J\u202e`,
    `'; DROP TABLE meta; --"[red]\x1b[2J\u202e`,
  ],
  ["nothing", "", ""],
];

for (const [name, text, stored] of TEXTS) {
  Deno.test(`texts with ${name} are stored, and the same the next time`, () => {
    using dir = new TempDir();
    using vault = newVault(dir.file());
    const texts = { name: text, ownerId: text, ownerEmail: text, folderId: text };
    const look = item("looks", "1", { id: "1", title: text.toWellFormed() }, texts);
    assertEquals([put(vault, look, on(1)), put(vault, look, on(2))], ["new", "unchanged"]);
    const row = vault.prepare("SELECT name, owner_id, owner_email, folder_id FROM content_items").get();
    assertEquals(Object.values(row ?? {}), [stored, stored, stored, stored]);
    assertEquals(bodyOf(vault, "looks", "1"), { id: "1", title: text.toWellFormed() });
  });
}

Deno.test("bodies of 1, 10 and 50 MB come back equal", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  for (const megabytes of [1, 10, 50]) {
    const body = { id: "1", text: "x1é".repeat(megabytes * 250_000) };
    put(vault, item("dashboards", "1", body), on(megabytes));
    assertEquals(bodyOf(vault, "dashboards", "1"), body);
  }
  assertEquals(history(vault).length, 2);
});

Deno.test("emailsOfUsers() knows the users that have one", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  put(vault, item("users", "1", {}, { ownerEmail: "a@b.c" }), on(1));
  put(vault, item("users", "2", {}), on(1));
  put(vault, item("looks", "1", {}, { ownerEmail: "x@y.z" }), on(1));
  assertEquals(emailsOfUsers(vault, typeCode("users")), [["1", "a@b.c"]]);
});

Deno.test("readBody() notices every flipped bit and every cut", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  const bodies = [{ id: "1", title: "short" }, { id: "1", text: "long and the same ".repeat(40) }];
  for (const body of bodies) {
    put(vault, item("looks", "1", body), on(1));
    const encoded = readBody(vault, 2, "1");
    const whole = cell(vault, "SELECT content_data FROM content_items") as Uint8Array;
    const encoding = cell(vault, "SELECT encoding FROM content_items");
    const read = (data: Uint8Array | string): void => {
      vault.prepare("UPDATE content_items SET content_data = CAST(? AS BLOB)").run(data);
      assertEquals(readBody(vault, 2, "1"), encoded);
    };
    let harmless = 0;
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const flipped = whole.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      // Some bits of a zstd frame mean nothing: with them flipped the body is still the same.
      if (encoding === 1 && isHarmless(() => read(flipped))) harmless++;
      else assertThrows(() => read(flipped), DamagedBodyError, "Cannot decode the body");
    }
    for (let size = 0; size < whole.length; size++) {
      assertThrows(() => read(whole.subarray(0, size)), DamagedBodyError, "Cannot decode the body");
    }
    assert(harmless < whole.length * 8 / 20, `${harmless} bits of ${whole.length * 8}`);
    read(whole);
  }
  for (
    const broken of ["content_size = content_size + 1", "encoding = 1 - encoding", "content_hash = x'00'"]
  ) {
    vault.withTransaction(() => {
      vault.prepare(`UPDATE content_items SET ${broken}`).run();
      assertThrows(() => readBody(vault, 2, "1"), DamagedBodyError, "Cannot decode the body");
    });
    put(vault, item("looks", "1", { id: "1", broken }), on(1));
  }
});

Deno.test("an item that was damaged is intact again once Looker served it again, without a new version", () => {
  using dir = new TempDir();
  using vault = newVault(dir.file());
  const look = item("looks", "1", { id: "1", text: "long and the same ".repeat(40) });
  put(vault, look, on(1));
  for (const broken of ["content_size = 5", "encoding = 0", "content_data = substr(content_data, 2)"]) {
    vault.prepare(`UPDATE content_items SET ${broken}`).run();
    assertThrows(() => readBody(vault, 2, "1"), DamagedBodyError);
    assertEquals(put(vault, look, on(2)), "unchanged");
    assertEquals(bodyOf(vault, "looks", "1"), { id: "1", text: "long and the same ".repeat(40) });
  }
  assertEquals(history(vault), []);
});

Deno.test("any sequence of puts and deletions keeps what was there at each moment, and the different versions in order", () => {
  const step = fc.record({
    id: fc.constantFrom("1", "2"),
    title: fc.constantFrom("A", "B", "C", null),
    view_count: fc.nat(2),
  });
  using dir = new TempDir();
  using vault = newVault(dir.file());
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      vault.withTransaction(() => {
        vault.prepare("DELETE FROM content_items").run();
        vault.prepare("DELETE FROM content_history").run();
      });
      const current = new Map<string, { title: string; view_count: number; from: string; gone?: string }>();
      const past: unknown[] = [];
      /** Titles by id as they were after each step. */
      const moments: Map<string, string>[] = [];
      steps.forEach(({ id, title, view_count }, i) => {
        const known = current.get(id);
        if (title === null) {
          if (known !== undefined && known.gone === undefined) {
            known.gone = minute(i);
            vault.withTransaction(() => markDeleted(vault, { type: 2, id, at: minute(i) }));
          }
        } else {
          const result = put(vault, item("looks", id, { title, view_count }, { name: title }), on(i));
          const edited = known !== undefined && known.title !== title;
          assertEquals(result, known === undefined ? "new" : edited ? "updated" : "unchanged");
          const begins = known === undefined || edited || known.gone !== undefined;
          if (known !== undefined && begins) {
            past.push([id, known.title, known.from, known.gone ?? minute(i)]);
          }
          current.set(id, { title, view_count, from: begins ? minute(i) : known.from });
        }
        const there = [...current].filter(([, { gone }]) => gone === undefined);
        moments.push(new Map(there.map(([id, { title }]) => [id, title])));
      });
      for (const [id, { title, view_count }] of current) {
        assertEquals(bodyOf(vault, "looks", id), { title, view_count });
      }
      assertEquals(countLive(vault, 2), moments.at(-1)?.size ?? 0);
      const rows = vault.prepare("SELECT id, name, valid_from, valid_to FROM content_history ORDER BY rowid");
      assertEquals(rows.all().map((row) => Object.values(row)), past);
      moments.forEach((there, i) => {
        for (const id of ["1", "2"]) {
          const bytes = readBodyAt(vault, { type: 2, id, at: minute(i) });
          const title = bytes === null ? undefined : (decode(bytes) as { title: string }).title;
          assertEquals(title, there.get(id));
        }
      });
    }),
    { numRuns: 60 },
  );
});

/** Whether a read that compares what it read ends well. */
function isHarmless(read: () => void): boolean {
  try {
    read();
    return true;
  } catch (error) {
    assertInstanceOf(error, DamagedBodyError);
    return false;
  }
}
