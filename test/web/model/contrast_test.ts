import { assert, assertEquals } from "@std/assert";

const STYLE = await Deno.readTextFile(new URL("../../../lib/web/page/style.css", import.meta.url));

/** The colors by their names: light and dark. */
const COLORS = new Map(
  [...STYLE.matchAll(/--([\w-]+): light-dark\((#\w+),\s?(#\w+)\)/g)].map((
    [, name = "", light = "", dark = ""],
  ) => [name, [light, dark] as const] as const),
);

/** The relative luminance of WCAG 2. */
function luminance(color: string): number {
  const hex = color.length === 4
    ? [...color.slice(1)].map((digit) => digit + digit).join("")
    : color.slice(1);
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((one) => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = ["bg", "surface", "sunken", "raise"];
/** Texts and the grounds that they are on. */
const TEXTS: readonly [text: string, grounds: readonly string[]][] = [
  ["ink", [...GROUNDS, "accent-soft", "warn-soft", "past-bg"]],
  ["ink2", [...GROUNDS, "accent-soft"]],
  ["ink3", [...GROUNDS, "accent-soft", "past-bg"]],
  ["accent", [...GROUNDS, "accent-soft", "warn-soft"]],
  ["accent-on", ["accent"]],
  ["past", ["past-bg"]],
  ["bad", ["surface"]],
  ...["add", "del", "chg", "ok", "warn", "bad"].map((one): [string, string[]] => [one, [`${one}-soft`]]),
  ...["add", "del", "chg"].map((one): [string, string[]] => [one, ["bg", "surface"]]),
];
/** Bars, marks, and the edges of fields. */
const SHAPES: readonly [shape: string, grounds: readonly string[]][] = [
  ["edge", ["bg", "surface"]],
  ["bar", ["surface"]],
  ["z1", ["surface"]],
  ["accent", ["bg", "surface"]],
  ["past", ["past-bg"]],
];

Deno.test("texts have a contrast of 4.5, shapes one of 3, in light and in dark", () => {
  assertEquals([contrast("#fff", "#000"), contrast("#000", "#000")], [21, 1]);
  const tooLow: string[] = [];
  for (const [pairs, least] of [[TEXTS, 4.5], [SHAPES, 3]] as const) {
    for (const [name, grounds] of pairs) {
      for (const ground of grounds) {
        const front = COLORS.get(name), back = COLORS.get(ground);
        assert(front !== undefined && back !== undefined, `${name} on ${ground}`);
        for (const theme of [0, 1] as const) {
          const found = contrast(front[theme], back[theme]);
          if (found < least) {
            tooLow.push(`${name} on ${ground}, ${theme === 0 ? "light" : "dark"}: ${found.toFixed(2)}`);
          }
        }
      }
    }
  }
  assertEquals(tooLow, []);
});
