import { assert, assertEquals, assertThrows } from "@std/assert";
import { TextTable } from "../../lib/codec/_text_table.ts";
import { DamagedBodyError } from "../../lib/codec/errors.ts";

/** Returns a function that looks up a text in a table, at another place in memory for each text. */
function lookUpIn<T>(table: TextTable<T>): (text: string) => T {
  let shift = 0;
  return (text) => {
    const bytes = new TextEncoder().encode(`${"#".repeat(shift = (shift + 1) % 5)}${text}#`);
    const view = new DataView(bytes.buffer);
    return table.get(bytes, view, shift, bytes.length - shift - 1);
  };
}

Deno.test("a table tells texts of any length apart that differ in one byte or in their length", () => {
  const get = lookUpIn(new TextTable((text) => text));
  for (let size = 0; size < 102; size++) {
    const text = "x".repeat(size);
    const others = Array.from({ length: size }, (_, at) => `${text.slice(0, at)}y${text.slice(at + 1)}`);
    for (const one of [text, ...others, text, `${text}\0`, `\0${text}`, ...others]) {
      assertEquals(get(one), one);
    }
  }
  for (const text of ["é", "日本", "😀", "__proto__", "\0", "\0\0"]) {
    assertEquals(get(text), text);
    assertEquals(get(text), text);
  }
});

Deno.test("a table remembers the keys of bodies, also after many other texts", () => {
  let asked = 0;
  const get = lookUpIn(new TextTable((text) => (asked++, text)));
  const keys = Array.from({ length: 300 }, (_, i) => `some_key_${i}_of_a_body`);
  for (const key of keys) get(key);
  const first = asked;
  for (let times = 0; times < 10; times++) for (const key of keys) assertEquals(get(key), key);
  // Two texts that have the same slot do not displace each other again and again.
  assert(asked - first < 60, `${asked - first} of 3000`);
  for (let i = 0; i < 100_000; i++) assertEquals(get(`other ${i}`), `other ${i}`);
  for (const key of keys) assertEquals(get(key), key);
  asked = 0;
  for (const key of keys) get(key);
  assert(asked < 30, `${asked} of 300`);
});

Deno.test("a table refuses bytes that are not valid UTF-8, each time", () => {
  const table = new TextTable((text) => text);
  for (const bytes of [[0xff], [0x61, 0xc3], [0x80, 0x80, 0x80, 0x80, 0x80]]) {
    const text = new Uint8Array(bytes), view = new DataView(text.buffer);
    for (let times = 0; times < 2; times++) {
      assertThrows(() => table.get(text, view, 0, text.length), DamagedBodyError);
    }
  }
});

Deno.test("a table remembers no long text, so its memory is limited", () => {
  let calls = 0;
  const table = new TextTable((text) => (calls++, text.length));
  for (const [size, times] of [[96, 1], [97, 3], [100_000, 3]] as const) {
    calls = 0;
    const bytes = new TextEncoder().encode("x".repeat(size)), view = new DataView(bytes.buffer);
    for (let i = 0; i < 3; i++) assertEquals(table.get(bytes, view, 0, size), size);
    assertEquals(calls, times, `${size} bytes`);
  }
});
