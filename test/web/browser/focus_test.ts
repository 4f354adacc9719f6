import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { encode } from "../_encode.ts";
import { madeUp } from "../_made_up.ts";
import { reportOf } from "../_report.ts";
import { browserTest, goTo, settled } from "./_browser.ts";

const RUNS = 24, TEXTS = { title: "acme.looker.com", line: "", summary: [] }, SPAN = "from=2025-08-30";

const SCREENS = [
  "#/",
  "#/?at=2025-09-08T12:00:00Z",
  `#/changes?${SPAN}`,
  `#/changes?${SPAN}&item=dashboards/34`,
  "#/explore?q=revenue&state=all",
  "#/item/dashboards/34?v=1",
  "#/item/looks/3",
  "#/item/users/2",
  "#/people",
  "#/impact?q=orders.revenue",
  "#/coverage",
  "#/nowhere",
];

/** The levels of the headings that are shown. */
function levels(page: Page): Promise<number[]> {
  return page.$$eval(
    "h1,h2,h3,h4",
    (list) => list.filter((one) => one.checkVisibility()).map((one) => Number(one.tagName.slice(1))),
  );
}

interface Stop {
  what: string;
  /** Whether the focus can be seen. */
  isMarked: boolean;
  /** Whether some of the element is in the window, and not below a bar that stays in its place. */
  isInWindow: boolean;
}

/** What has the focus. */
function stop(page: Page): Promise<Stop | null> {
  return page.evaluate(() => {
    const active = document.activeElement;
    if (active === null || active === document.body) return null;
    const box = active.getBoundingClientRect(), look = getComputedStyle(active);
    const around = active.closest(".searchbar"), points = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.9]] as const;
    const isInWindow = points.some(([x, y]) => {
      const top = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
      return top !== null && (active.contains(top) || top.contains(active));
    });
    return {
      what: active.outerHTML.slice(0, 90),
      isMarked: (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2) ||
        (around !== null && getComputedStyle(around).boxShadow !== "none"),
      isInWindow,
    };
  });
}

/** Tabs through a page, at most this number of times. */
async function tabThrough(page: Page, most: number): Promise<Stop[]> {
  const stops: Stop[] = [];
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  for (let n = 0; n < most; n++) {
    await page.keyboard.press("Tab");
    const one = await stop(page);
    if (one === null) break;
    stops.push(one);
  }
  return stops;
}

/** A control that removes, hides or disables itself, and what then has the focus. */
const VANISHING: readonly [name: string, hash: string, width: number, control: string, then: string][] = [
  ["back to the newest run", "#/explore?at=2025-09-08T12:00:00Z", 1440, ".moment .btn", ".moment .h-at"],
  ["the filters are removed", "#/explore?q=zzzz", 1440, ".list-pane .empty .lnk", ".list-pane input"],
  [
    "the filters of changes are removed",
    `#/changes?${SPAN}&q=zzzz`,
    1440,
    ".list-pane .empty .lnk",
    ".list-pane .kind",
  ],
  [
    "the first run is reached",
    "#/?at=2025-08-31",
    1440,
    '[aria-label="Previous run"]',
    '[aria-label="Next run"]',
  ],
  ["a change is opened on a phone", `#/changes?${SPAN}`, 390, ".crow", ".back"],
  ["a change is left on a phone", `#/changes?${SPAN}&item=dashboards/34`, 390, ".back", ".list-pane .kind"],
  ["a tile is closed", "#/item/dashboards/35", 1440, '[aria-label="Close the tile"]', "#sketch .tile"],
];

browserTest("the keyboard keeps its place", async (browser, t) => {
  const data = encode(madeUp({ dashboards: 48, looks: 24, runs: RUNS }), RUNS),
    file = await Deno.makeTempFile({ suffix: ".html" });
  await Deno.writeTextFile(file, reportOf(data, TEXTS));
  const page = await browser.newPage({ timezoneId: "UTC" });
  await page.goto(`file://${file}`);
  await settled(page);
  await t.step("the first tab stops are the skip link, the overview and the pages", async () => {
    const [skip, brand, ...rest] = await tabThrough(page, 12);
    assert(skip?.what.includes("Skip to content"), skip?.what);
    assert(brand?.what.includes("overview"), brand?.what);
    assertEquals(rest.slice(0, 6).map(({ what }) => /href="#\/(\w*)"/.exec(what)?.[1]), [
      "",
      "changes",
      "explore",
      "people",
      "impact",
      "coverage",
    ]);
  });
  for (const width of [1440, 640, 390]) {
    await t.step(`headings and tab stops at ${width} pixels`, async () => {
      await page.setViewportSize({ width, height: width === 640 ? 400 : 844 });
      for (const hash of SCREENS) {
        await goTo(page, "#/nowhere/else");
        await goTo(page, hash);
        const found = await levels(page);
        assertEquals(found.filter((level) => level === 1).length, 1, `${hash}: ${found.join("")}`);
        found.forEach((level, n) => assert(level <= (found[n - 1] ?? 0) + 1, `${hash}: ${found.join("")}`));
        const stops = await tabThrough(page, width === 640 ? 60 : 25);
        // An address on the same page does not move the focus, so that the rest may be short.
        assert(stops.length > 0, hash);
        assertEquals(
          stops.filter(({ isMarked }) => !isMarked).map(({ what }) => what),
          [],
          `${hash}: not marked`,
        );
        assertEquals(
          stops.filter(({ isInWindow }) => !isInWindow).map(({ what }) => what),
          [],
          `${hash}: not seen`,
        );
      }
    });
  }
  for (const [name, hash, width, control, then] of VANISHING) {
    await t.step(name, async () => {
      await page.setViewportSize({ width, height: 844 });
      await goTo(page, "#/coverage");
      await goTo(page, hash);
      if (name === "a tile is closed") await page.click("#sketch .tile");
      await page.keyboard.press("Tab");
      await page.focus(control);
      await page.keyboard.press("Enter");
      await settled(page);
      assert(
        await page.$eval(then, (one) => one === document.activeElement),
        (await stop(page))?.what ?? "nothing",
      );
    });
  }
  await page.close();
  await Deno.remove(file);
});
