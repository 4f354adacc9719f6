import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { plain, plainLines, titleText } from "../../../lib/web/model/plain.ts";
import { sha256 } from "../../../lib/web/model/sha256.ts";
import { BlockError, fromBase64, toBase64, unpack } from "../../../lib/web/model/unpack.ts";

Deno.test("sha256() is what node computes, at every length around a block", () => {
  for (let length = 0; length < 200; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => i * 7 + length);
    assertEquals(
      toBase64(sha256(bytes)),
      createHash("sha256").update(bytes).digest("base64"),
      String(length),
    );
  }
});

Deno.test("unpack() returns what was packed", async () => {
  const text = JSON.stringify({ title: "</script> 🚀\u2028" }), bytes = gzipSync(text);
  const sum = createHash("sha256").update(bytes).digest("base64");
  assertEquals(await unpack(bytes.toString("base64"), { id: "lv-b0", sum }), text);
});

Deno.test("unpack() refuses a block that was changed, cut off, or has another's sum", async () => {
  const bytes = gzipSync("x".repeat(4000) + Math.PI), text = bytes.toString("base64");
  const sum = createHash("sha256").update(bytes).digest("base64");
  const other = createHash("sha256").update("other").digest("base64");
  const rows: [text: string, sum: string][] = [
    [`${text.slice(0, 20)}${text[20] === "A" ? "B" : "A"}${text.slice(21)}`, sum],
    [text.slice(0, 24), sum],
    ["", sum],
    ["no base64 ü", sum],
    [text, other],
    [text, ""],
  ];
  for (const [block, expected] of rows) {
    const error = await assertRejects(() => unpack(block, { id: "lv-b0", sum: expected }), BlockError);
    assert(error.message.includes("Block lv-b0 does not match its SHA-256"));
  }
});

Deno.test("base64 goes back and forth", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => assertEquals(fromBase64(toBase64(bytes)), new Uint8Array(bytes))),
  );
});

Deno.test("plain() shows what would not be seen, or would turn the text", () => {
  const rows: [string, string][] = [
    ["Revenue", "Revenue"],
    ["\u202egnp.exe", "\\u202egnp.exe"],
    ["a\u200bb\u0000c\u2066", "a\\u200bb\\u0000c\\u2066"],
    ["لوحة 🚀", "لوحة 🚀"],
    ["a\nb", "a\\u000ab"],
  ];
  for (const [text, shown] of rows) assertEquals(plain(text), shown);
  assertEquals(plainLines("a\n\tb\u202e"), "a\n\tb\\u202e");
  assertEquals([titleText("  "), titleText(" x ")], ["(no title)", "x"]);
});
