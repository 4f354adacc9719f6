import { assert, assertEquals, assertFalse } from "@std/assert";
import { Screen } from "../../lib/term/screen.ts";
import { fakeClock, fakeStream } from "./_fakes.ts";

/** A terminal of `columns` that understands what Screen writes; gives what stands on it. */
function emulate(text: string, columns: number): string[] {
  const grid: string[][] = [[]];
  let [row, column] = [0, 0];
  // deno-lint-ignore no-control-regex
  for (const [token] of text.matchAll(/\x1b\[\??\d*[A-Za-z]|[^]/g)) {
    const line = (grid[row] ??= []);
    if (token === "\r") column = 0;
    else if (token === "\n") [row, column] = [row + 1, 0];
    else if (token === "\x1b[K") line.length = Math.min(line.length, column);
    else if (token === "\x1b[J") {
      line.length = Math.min(line.length, column);
      grid.length = row + 1;
    } else if (token === "\x1b[2K") line.length = 0;
    else if (token === "\x1b[1B") row++;
    else if (token.endsWith("A")) row -= Number(token.slice(2, -1));
    else if (!token.startsWith("\x1b")) {
      if (column === columns) [row, column] = [row + 1, 0];
      (grid[row] ??= [])[column++] = token;
    }
  }
  return Array.from(grid, (line) => Array.from(line ?? [], (cell) => cell ?? " ").join(""));
}

Deno.test("Screen keeps logged lines above the live region and tears neither", () => {
  const [stream, clock] = [fakeStream(20), fakeClock()];
  const screen = new Screen({ stream, clock, rows: () => 10 });
  let n = 0;
  screen.live(() => [`first ${n}`, `second ${n}`]);
  screen.log("a log line longer than the window");
  n = 10;
  clock.advance(100);
  screen.log("two");
  screen.log("three");
  clock.advance(100);
  assertEquals(emulate(stream.text, 20), [
    "a log line longer th",
    "an the window",
    "two",
    "three",
    "first 10",
    "second 10",
  ]);
  screen.clear();
  assertEquals(emulate(stream.text, 20), ["a log line longer th", "an the window", "two", "three", ""]);
  assert(stream.text.endsWith("\x1b[?25h"));
});

Deno.test("Screen draws at most every 100 ms, whatever is logged", () => {
  const [stream, clock] = [fakeStream(80), fakeClock()];
  const screen = new Screen({ stream, clock, rows: () => 10 });
  let drawn = 0;
  screen.live(() => [`line ${drawn++}`]);
  for (let i = 0; i < 100; i++) screen.log(`log ${i}`);
  assertEquals(drawn, 1);
  clock.advance(100);
  assertEquals(drawn, 2);
  screen.clear();
  assertEquals(emulate(stream.text, 80).slice(0, -1), Array.from({ length: 100 }, (_, i) => `log ${i}`));
});

Deno.test("Screen writes nothing when nothing changed", () => {
  const [stream, clock] = [fakeStream(80), fakeClock()];
  const screen = new Screen({ stream, clock, rows: () => 10 });
  screen.live(() => ["same"]);
  const before = stream.text;
  clock.advance(100);
  assertEquals(stream.text, before);
  screen.clear();
});

Deno.test("Screen finds its first line again after the window was made narrower", () => {
  const [stream, clock] = [fakeStream(40), fakeClock()];
  const screen = new Screen({ stream, clock, rows: () => 10 });
  screen.live(({ columns }) => ["x".repeat(columns - 1), "y".repeat(columns - 1)]);
  stream.text = "";
  stream.width = 20;
  clock.advance(100);
  assert(stream.text.startsWith("\r\x1b[3A"), JSON.stringify(stream.text));
  screen.clear();
});

Deno.test("Screen never draws more lines than the window has", () => {
  const [stream, clock] = [fakeStream(40), fakeClock()];
  const screen = new Screen({ stream, clock, rows: () => 5 });
  screen.live(() => Array.from({ length: 30 }, (_, i) => `line ${i}`));
  assertEquals(emulate(stream.text, 40).length, 4);
  screen.clear();
});

Deno.test("Screen just writes lines where there is no terminal", () => {
  const [stream, clock] = [fakeStream(null), fakeClock()];
  using screen = new Screen({ stream, clock });
  screen.live(() => ["never"]);
  screen.log("line");
  assertEquals(stream.text, "line\n");
  assertFalse(clock.ticking > 0);
});
