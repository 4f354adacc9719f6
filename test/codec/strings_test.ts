import { assertEquals, assertThrows } from "@std/assert";
import { readJson, readJsonArray } from "../../lib/codec/json_reader.ts";
import { decode } from "../../lib/codec/msgpack_reader.ts";
import { MalformedError } from "../../lib/codec/errors.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Returns the bytes of a text, so that they begin at another alignment, and other bytes follow. */
function within(text: string, offset: number, more: string): Uint8Array {
  const bytes = utf8(text);
  return utf8(`${"#".repeat(offset)}${text}${more}`).subarray(offset, offset + bytes.length);
}

/** Reads a text with one value. Compares the result with that of the platform, and the message if it is refused. */
function check(text: string, offset = 0): void {
  let expected: unknown;
  try {
    expected = JSON.parse(text);
  } catch {
    assertThrows(() => readJson(within(text, offset, '"')), MalformedError);
    return;
  }
  assertEquals(decode(readJson(within(text, offset, '"\\\n')).bytes), expected, text);
}

/** Around the lengths where a string gets a longer header, or is copied in another way. */
const SIZES = [...Array(41).keys(), 63, 64, 65, 127, 128, 129, 130, 254, 255, 256, 257];

Deno.test("a string of any length ends at its first quote, wherever its bytes are in memory", () => {
  for (const size of [...SIZES, 65_534, 65_535, 65_536]) {
    const text = "abcdefghij".repeat(size / 10 + 1).slice(0, size);
    for (let offset = 0; offset < 4; offset++) {
      check(`"${text}"`, offset);
      check(`["${text}","#!",{"${text}":"${text}"}]`, offset);
      check(`"${text}`, offset);
    }
  }
});

Deno.test("an escape, a character of several bytes or a special one is read at any place of a string", () => {
  const pieces = ["\\n", '\\"', "\\\\", "\\/", "\\u0041", "\\ud83d\\ude00", "\\u0000", "é", "日", "😀"];
  const plain = [" ", "!", "#", "[", "]", "\x7f", "/", "\u0080", "\u2028"];
  for (const size of SIZES.filter((size) => size < 131)) {
    for (const at of new Set([0, 1, 2, 3, 4, 27, 28, 29, 30, 31, 32, size >> 1, size - 1, size])) {
      if (at < 0 || at > size) continue;
      for (const piece of [...pieces, ...plain]) {
        check(`"${"a".repeat(at)}${piece}${"b".repeat(size - at)}"`, at & 3);
      }
    }
  }
});

Deno.test("a string that unescaping makes shorter gets the header of its new length", () => {
  for (const size of [26, 27, 31, 32, 250, 251, 255, 256, 65_530, 65_531, 65_535, 65_536]) {
    check(`["\\u0041${"a".repeat(size)}","x"]`);
    check(`["${"\\n".repeat(size)}","x"]`);
  }
});

Deno.test("a string is read when the buffer for the MessagePack is full", () => {
  // A float takes more bytes than its JSON. The buffer has 64 kB.
  const floats = "1.5,".repeat(7270);
  const strings = [
    "",
    "a",
    "a".repeat(31),
    "a".repeat(32),
    "\\n",
    `\\n${"b".repeat(29)}`,
    `\\n${"b".repeat(40)}`,
  ];
  for (let more = 60; more < 112; more++) {
    for (const text of strings) {
      const values = decode(readJson(utf8(`[${floats}${"0,".repeat(more)}"${text}","x"]`)).bytes);
      assertEquals(Array.isArray(values) && values.slice(-2), [JSON.parse(`"${text}"`), "x"]);
    }
  }
});

Deno.test("a control character in a string is refused at any place, and the message says where the string begins", () => {
  for (const size of SIZES) {
    for (let at = 0; at <= size; at++) {
      for (const c of at % 5 === 0 ? ["\0", "\n", "\x1f"] : ["\x1f"]) {
        const text = `["x","${"a".repeat(at)}${c}${"b".repeat(size - at)}"]`;
        const message = `a control character or without an end at byte 6 of ${text.length}`;
        assertThrows(() => readJson(utf8(text)), MalformedError, message);
      }
    }
  }
});

Deno.test("any two characters of ASCII next to each other are read as the platform reads them", () => {
  for (let a = 0; a < 128; a++) {
    for (let b = 0; b < 128; b++) {
      const pair = String.fromCharCode(a, b);
      check(`"${pair}abcdef"`, 1);
      check(`["${"a".repeat(30)}${pair}"]`, 3);
    }
  }
});

const WORDS: [text: string, at: number][] = [
  ["[tru]", 5],
  ["[trux]", 5],
  ["[nul", 5],
  ["[nulL]", 5],
  ["[xull]", 1],
  ["[fals]", 6],
  ["[falsE]", 6],
  ["[fzlse]", 3],
  ["[tzue]", 3],
  ["[t", 3],
];

for (const [text, at] of WORDS) {
  Deno.test(`${text} is refused at byte ${at}`, () => {
    const message = `a value was expected at byte ${at} of ${text.length}`;
    assertThrows(() => readJsonArray(within(text, 1, "ue]")), MalformedError, message);
  });
}

Deno.test("words at the end of a text are read", () => {
  for (const text of ["true", "false", "null", " true", "[true,false,null]"]) check(text, 1);
});

const PLACES: [text: string, message: string][] = [
  ['[{"a" 1}]', "a colon was expected at byte 7"],
  ['[{"a"', "a colon was expected at byte 6"],
  ['[{"a":1 "b":2}]', "a comma or a brace was expected at byte 9"],
  ['[{"a":1', "a comma or a brace was expected at byte 8"],
  ['[{"a":1,}]', "a key was expected at byte 8"],
  ['[{"a":1, ]', "a key was expected at byte 9"],
  ["[[1 2]]", "a comma or a bracket was expected at byte 5"],
  ["[[1", "a comma or a bracket was expected at byte 4"],
  ["[[1,]]", "a value was expected at byte 4"],
  ["[1 2]", "a comma or a bracket was expected at byte 4"],
  ["[-]", "a value was expected at byte 1"],
  ["[1.]", "a digit was expected at byte 3"],
  ["[1e+]", "a digit was expected at byte 4"],
  ["[01]", "a number with a leading zero at byte 1"],
  ['["\\x"]', "an invalid escape sequence at byte 4"],
  ['["\\u00g0"]', "an invalid escape sequence at byte 7"],
  ["[1] 2", "more text after the value at byte 4"],
  ["{}", "an array was expected at byte 1"],
];

for (const [text, message] of PLACES) {
  Deno.test(`${text} is refused: ${message}`, () => {
    assertThrows(() => readJsonArray(utf8(text)), MalformedError, `${message} of ${text.length}`);
  });
}
