import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { Body } from "../../lib/codec/body.ts";
import { InexactError } from "../../lib/codec/errors.ts";
import { MAX_CAPTURED } from "../../lib/codec/limits.ts";
import { readJson } from "../../lib/codec/json_reader.ts";
import { encodeItem } from "../../lib/extract/encode.ts";
import { isWholeBoard } from "../../lib/extract/capture/boards.ts";
import { isWholeDashboard } from "../../lib/extract/capture/dashboards.ts";
import { idOf } from "../../lib/looker/columns.ts";
import type { ContentType } from "../../lib/looker/content_type_names.ts";
import { typeCode } from "../../lib/looker/content_type_names.ts";

const WATCHED = ["merge_result_id", "query_id", "query"];

function body(value: unknown): Body {
  return Body.of(readJson(new TextEncoder().encode(JSON.stringify(value)), { watch: WATCHED }));
}

function row(type: ContentType, value: unknown): ReturnType<typeof encodeItem> {
  return encodeItem(type, "7", body(value), (user) => user === "3" ? "ada@example.com" : null);
}

Deno.test("encodeItem() puts name, owner, folder and times beside the body", () => {
  const look = row("looks", {
    id: "7",
    title: "Sales",
    user_id: "3",
    folder_id: 12,
    created_at: "2024-01-02T03:04:05.678+02:00",
    updated_at: null,
  });
  assertEquals([look.type, look.id, look.name], [typeCode("looks"), "7", "Sales"]);
  assertEquals([look.ownerId, look.ownerEmail, look.folderId], ["3", "ada@example.com", "12"]);
  assertEquals([look.createdAt, look.updatedAt], ["2024-01-02T01:04:05.678Z", null]);
  assertEquals([look.contentHash.length, look.canonicalHash.length], [32, 32]);
});

Deno.test("encodeItem() leaves null what a body does not say", () => {
  const dashboard = row("dashboards", { id: "7" });
  const { name, ownerId, ownerEmail, folderId, createdAt, updatedAt } = dashboard;
  assertEquals([name, ownerId, ownerEmail, folderId, createdAt, updatedAt], [
    null,
    null,
    null,
    null,
    null,
    null,
  ]);
  assertEquals(row("dashboards", { id: "7", user_id: "99" }).ownerEmail, null);
});

Deno.test("encodeItem() takes an empty text beside the body for none, however a release spells it", () => {
  const empty = row("connections", { name: "c", user_id: "", created_at: "" });
  assertEquals([empty.ownerId, empty.ownerEmail, empty.createdAt], [null, null, null]);
  assertEquals(row("users", { id: "7", email: "" }).ownerEmail, null);
  assertEquals(row("looks", { id: "7", title: "", folder_id: "" }).folderId, null);
  assertEquals(empty.canonicalHash, row("connections", { name: "c", user_id: null }).canonicalHash);
});

Deno.test("encodeItem() takes the name from where a type has it", () => {
  const table: [ContentType, unknown, string | null][] = [
    ["users", { display_name: null, email: "a@b.c" }, "a@b.c"],
    ["users", { display_name: "", email: "a@b.c" }, "a@b.c"],
    ["users", { display_name: "Ada", email: "a@b.c" }, "Ada"],
    ["scheduled_plans", { name: "Weekly" }, "Weekly"],
    ["settings", {}, "7"],
    ["looks", { title: "a\0b" }, "a\ufffdb"],
    ["looks", { title: "💥 / : \u202e" }, "💥 / : \u202e"],
    ["connections", { name: "bq" }, "bq"],
  ];
  for (const [type, value, name] of table) {
    assertEquals(row(type, value).name, name, `${type} ${JSON.stringify(value)}`);
  }
});

Deno.test("encodeItem(): a user's own address is beside the user", () => {
  assertEquals(row("users", { email: "own@example.com" }).ownerEmail, "own@example.com");
});

Deno.test("encodeItem(): a view count or the order of keys changes the content hash, never the canonical one", () => {
  const one = row("dashboards", { id: "7", title: "A", view_count: 1, nested: { can: { x: true }, b: 1 } });
  const two = row("dashboards", { title: "A", id: "7", view_count: 2, nested: { b: 1, can: { x: false } } });
  const other = row("dashboards", { id: "7", title: "B", view_count: 1, nested: { can: { x: true }, b: 1 } });
  assertNotEquals(one.contentHash.toHex(), two.contentHash.toHex());
  assertEquals(one.canonicalHash.toHex(), two.canonicalHash.toHex());
  assertNotEquals(one.canonicalHash.toHex(), other.canonicalHash.toHex());
});

Deno.test("idOf() takes the first key that holds one", () => {
  assertEquals(idOf("lookml_models", body({ name: "thelook" })), "thelook");
  assertEquals(idOf("projects", body({ id: null, name: "p" })), "p");
  assertEquals(idOf("looks", body({ id: 42 })), "42");
  for (const value of [{}, { id: null }, { id: "" }]) assertEquals(idOf("looks", body(value)), null);
});

Deno.test("isWholeDashboard() misses tiles, filters, layouts or the tiles' queries", () => {
  const parts = { dashboard_elements: [], dashboard_filters: [], dashboard_layouts: [] };
  const table: [unknown, boolean][] = [
    [parts, true],
    [{}, false],
    [{ ...parts, dashboard_elements: null }, false],
    [{ ...parts, dashboard_filters: null }, false],
    [{ ...parts, dashboard_layouts: {} }, false],
    [{ ...parts, dashboard_elements: [{ query_id: "1", query: { id: "1" } }] }, true],
    [{ ...parts, dashboard_elements: [{ query_id: "1", query: null }] }, false],
    [{ ...parts, dashboard_elements: [{ query_id: "1" }] }, false],
    [{ ...parts, dashboard_elements: [{ query_id: null, query: null }] }, true],
    [{ ...parts, dashboard_elements: Array.from({ length: 70_000 }, () => 1) }, true],
  ];
  for (const [value, whole] of table) {
    assertEquals(isWholeDashboard(body(value)), whole, JSON.stringify(value).slice(0, 120));
  }
});

Deno.test("isWholeBoard() misses sections or their items", () => {
  const table: [unknown, boolean][] = [
    [{ board_sections: [] }, true],
    [{ board_sections: [{ board_items: [] }] }, true],
    [{ board_sections: [{ board_items: [{}] }, { board_items: null }] }, false],
    [{ board_sections: [{}] }, false],
    [{ board_sections: [null] }, false],
    [{ board_sections: null }, false],
    [{}, false],
  ];
  for (const [value, whole] of table) assertEquals(isWholeBoard(body(value)), whole, JSON.stringify(value));
});

Deno.test("encodeItem() refuses a body that no reader would unpack", () => {
  const bytes = new Uint8Array(MAX_CAPTURED + 1).fill(97), view = new DataView(bytes.buffer);
  bytes.set([0x81, 0xa1, 0x61, 0xdb]);
  view.setUint32(4, bytes.length - 8);
  assertThrows(() => encodeItem("looks", "7", Body.parse(bytes), () => null), InexactError, "bytes");
});
