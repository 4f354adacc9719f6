import { assertEquals } from "@std/assert";
import { planPages } from "../../lib/extract/page_plan.ts";

/** Wanted places as `#` in a row of all; the pages as `offset+limit`. */
const CASES: [row: string, size: number, pages: string[]][] = [
  ["", 4, []],
  ["........", 4, []],
  // All of them: as few pages as can be.
  ["########", 4, ["0+4", "4+4"]],
  ["#######", 4, ["0+4", "4+3"]],
  ["##########", 100, ["0+10"]],
  // One or two are read singly.
  ["#..#....", 4, []],
  ["##......", 4, []],
  // Three are worth a page, which begins and ends with a wanted one.
  [".#.##...", 4, ["1+4"]],
  ["...###.###", 10, ["3+7"]],
  // What is left behind a page is judged anew.
  ["###.....#", 4, ["0+3"]],
  ["#...............................................###", 100, ["48+3"]],
  // Twenty-five items for three is the most that is worth it.
  ["#" + ".".repeat(11) + "#" + ".".repeat(11) + "#", 100, ["0+25"]],
  ["#" + ".".repeat(12) + "#" + ".".repeat(12) + "#", 100, []],
  // Pages of one or two items are full with that many.
  ["##.#", 1, ["0+1", "1+1", "3+1"]],
  ["##.#", 2, ["0+2"]],
];

for (const [row, size, pages] of CASES) {
  Deno.test(`planPages() of ${row || "nothing"} by ${size}`, () => {
    const ids = [...row].map((_, place) => `${place}`);
    const wanted = new Set(ids.filter((id) => row[Number(id)] === "#"));
    assertEquals(
      [...planPages(ids, (id) => wanted.has(id), () => size)].map(({ offset, limit }) =>
        `${offset}+${limit}`
      ),
      pages,
    );
  });
}

Deno.test("planPages() asks for the size of each page when its turn comes", () => {
  const ids = Array.from({ length: 60 }, (_, place) => `${place}`);
  const sizes = [10, 40, 40];
  const pages = [...planPages(ids, () => true, () => sizes.shift() ?? 0)];
  assertEquals(pages, [{ offset: 0, limit: 10 }, { offset: 10, limit: 40 }, { offset: 50, limit: 10 }]);
});
