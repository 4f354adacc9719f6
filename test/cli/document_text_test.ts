import { assert, assertEquals } from "@std/assert";
import { documentText, Entries, writeDocument } from "../../lib/cli/document_text.ts";

/** What a stream is written, part by part. */
function written(
  document: unknown,
  { isTerminal = false, clean = (text) => text }: { isTerminal?: boolean; clean?: (text: string) => string } =
    {},
): string[] {
  const parts: string[] = [];
  writeDocument(document, { isTerminal, columns: () => null, write: (text) => void parts.push(text) }, clean);
  return parts;
}

const ROWS = Array.from(
  { length: 5000 },
  (_, id) => ({ id, name: `row ${id} \u202e secret`, nothing: null }),
);

Deno.test("writeDocument() writes a long list in parts, and the text is that of the whole", () => {
  const clean = (text: string): string => text.replaceAll("secret", "***");
  const document = { command: "list", missing: undefined, before: [1], items: ROWS, after: { 'a"b': [] } };
  const parts = written(document, { clean });
  assert(parts.length > 1);
  assertEquals(parts.join(""), documentText(document, { isTerminal: false }, clean));
  assertEquals(JSON.parse(parts.join("")).items[4999].name, "row 4999 \u202e ***");
  // Nothing that steers a terminal came through.
  assertEquals(parts.join("").includes("\u202e"), false);
});

Deno.test("writeDocument() writes entries that are made as they are written", () => {
  let most = 0, open = 0;
  const items = new Entries(ROWS, ({ id }) => {
    most = Math.max(most, ++open);
    return { toJSON: () => (open--, { id }) };
  });
  const text = written({ items, total: ROWS.length }).join("");
  assertEquals(JSON.parse(text), { items: ROWS.map(({ id }) => ({ id })), total: 5000 });
  assert(most <= 256, `${most} entries were there at once`);
});

Deno.test("writeDocument() writes lists of any length as JSON does", () => {
  for (const length of [0, 1, 255, 256, 257, 512, 513]) {
    for (const document of [{ items: ROWS.slice(0, length) }, { items: ROWS.slice(0, length), more: 1 }]) {
      assertEquals(
        written(document).join(""),
        `${JSON.stringify(document).replaceAll("\u202e", "\\u202e")}\n`,
      );
      const made = { ...document, items: new Entries(document.items, (row) => row) };
      assertEquals(written(made).join(""), written(document).join(""));
    }
  }
  const holes = { items: [...ROWS, undefined, () => 0], gone: undefined };
  assertEquals(written(holes).join(""), documentText(holes, { isTerminal: false }));
  for (const document of [[ROWS], "text", null, 12, ROWS]) {
    assertEquals(written(document).join(""), documentText(document, { isTerminal: false }));
  }
});

Deno.test("writeDocument() indents on a terminal", () => {
  const document = { items: ROWS };
  assertEquals(written(document, { isTerminal: true }), [documentText(document, { isTerminal: true })]);
  const made = { items: new Entries(ROWS, (row) => row) };
  assertEquals(written(made, { isTerminal: true }), written(document, { isTerminal: true }));
});
