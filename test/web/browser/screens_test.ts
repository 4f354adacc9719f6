import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Page } from "playwright-core";
import { type Data, encode } from "../_encode.ts";
import { madeUp } from "../_made_up.ts";
import { reportOf } from "../_report.ts";
import { browserTest, goTo, settled, troubleOf } from "./_browser.ts";

const RUNS = 24, TEXTS = { title: "acme.looker.com", line: "", summary: [] };
/** The run that finds a folder deleted, on the same day as the runs around it; two of them in the same minute. */
const GONE = RUNS - 8;

/** Users 5 and 6 have no name, user 6 has no email address either; an alert has no title. */
function unnamed(): Data {
  const items = madeUp({ dashboards: 48, looks: 24, runs: RUNS });
  for (const { type, id, versions } of items) {
    for (const version of versions) {
      if (type === "users" && (id === "5" || id === "6")) {
        version.card.title = "";
        if (id === "6") version.sends = [];
      }
      if (type === "alerts" && id === "2") version.card.title = " ";
    }
  }
  const data = encode(items, RUNS);
  for (let r = GONE - 2; r < GONE + 3; r++) {
    const run = data.head.runs[r];
    if (run !== undefined) {
      run.at = `2025-09-15T${String(8 + Math.min(r - GONE, 1)).padStart(2, "0")}:14:0${r % 5}Z`;
    }
  }
  return data;
}

const heading = (page: Page): Promise<string> => page.$eval("h1", (one) => one.textContent?.trim() ?? "");
const texts = (page: Page, selector: string): Promise<string[]> =>
  page.$$eval(selector, (list) => list.map((one) => one.textContent?.trim() ?? ""));

async function names(page: Page): Promise<void> {
  await goTo(page, "#/item/users/5");
  assertEquals(await heading(page), "jonas.lindqvist@acme.example");
  await goTo(page, "#/item/users/6");
  assertEquals(await heading(page), "user 6");
  await goTo(page, "#/item/alerts/2");
  assertEquals(await heading(page), "alert 2");
  for (const hash of ["#/people", "#/explore?type=users", "#/changes?from=2025-08-30&group=editor", "#/"]) {
    await goTo(page, hash);
    assert(!(await page.textContent("#app"))?.includes("(no title)"), hash);
  }
}

async function times(page: Page, { head }: Data): Promise<void> {
  const at = (run: number): string => head.runs[run]?.at ?? "";
  await goTo(page, `#/changes?from=${at(GONE - 1)}&to=${at(GONE + 2)}&item=folders/4`);
  assertMatch(
    await page.textContent(".dmeta") ?? "",
    /Deleted permanently between 15 Sept, 07:14 and 15 Sept, 09:14 \(2\)\./,
  );
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 844 });
    await goTo(page, "#/changes?from=2025-08-30");
    for (const select of await page.$$(".fromto select")) {
      const labels = await select.$$eval("option", (list) => list.map((one) => one.textContent ?? ""));
      assertEquals(new Set(labels).size, labels.length, labels.join());
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await goTo(page, `#/?at=${at(GONE)}`);
  assertEquals(await page.textContent(".stepper .now"), "Mon 15 Sept, 08:14");
  // An item that did not change has no differences, and nothing to undo.
  await goTo(page, `#/changes?from=${at(0)}&to=${at(1)}&item=users/2`);
  assertMatch(await page.textContent(".dmeta") ?? "", /^No differences between /);
  assertEquals(await texts(page, ".putback summary"), ["Restore version 1"]);
}

async function filterByName(page: Page): Promise<void> {
  await goTo(page, "#/changes?from=2025-08-30");
  const all = await texts(page, ".crow .l1"), wanted = "cash";
  assert(all.some((name) => !name.toLowerCase().includes(wanted)));
  await page.fill(".byname", wanted);
  await settled(page);
  const found = await texts(page, ".crow .l1");
  assert(found.length > 0 && found.every((name) => name.toLowerCase().includes(wanted)), found.join());
  assertMatch(await page.textContent(".kind") ?? "", new RegExp(`^\\s*${found.length} in all$`));
  await page.waitForFunction((hash) => location.hash.includes(hash), `q=${wanted}`);
  await page.press(".byname", "ArrowDown");
  await settled(page);
  assert((await page.evaluate(() => location.hash)).includes("item="));
  await page.fill(".byname", "zzzz");
  await settled(page);
  assert((await page.textContent(".list-pane"))?.includes("No change matches"));
  await page.click(".list-pane .lnk");
  await settled(page);
  assertEquals(await texts(page, ".crow .l1"), all);
  // What is typed as soon as the list is there, before the names are prepared, is not lost.
  await goTo(page, "#/people");
  await page.evaluate((text) =>
    new Promise<void>((done) => {
      const observer = new MutationObserver(() => {
        const input = document.querySelector<HTMLInputElement>(".byname");
        if (input === null || document.querySelector(".crow") === null) return;
        observer.disconnect();
        input.value = text;
        input.dispatchEvent(new InputEvent("input", { bubbles: true }));
        done();
      });
      observer.observe(document.body, { childList: true, subtree: true });
      location.hash = "#/changes?from=2025-08-30&group=owner";
    }), wanted);
  await page.waitForFunction((hash) => location.hash.includes(hash), `q=${wanted}`);
  await settled(page);
  const early = await texts(page, ".crow .l1");
  assert(early.length > 0 && early.every((name) => name.toLowerCase().includes(wanted)), early.join());
  // A filter by a type without changes is still named.
  await goTo(page, "#/changes?type=roles");
  assertEquals(
    await page.$eval(".fsel.set select", (one) => (one as HTMLSelectElement).selectedOptions[0]?.textContent),
    "Roles",
  );
}

/** Controls that a finger would miss. */
async function targets(page: Page): Promise<void> {
  await page.setViewportSize({ width: 390, height: 844 });
  for (
    const hash of [
      "#/",
      "#/changes?from=2025-08-30",
      "#/explore?folder=3",
      "#/item/dashboards/34",
      "#/people",
    ]
  ) {
    await goTo(page, hash);
    const small = await page.$$eval(
      "button, select, input:not([type=checkbox]), summary, [role=slider], .nav a, .btn",
      (list) =>
        list.map((one) => ({ box: one.getBoundingClientRect(), html: one.outerHTML.slice(0, 80) }))
          .filter(({ box }) => box.width > 0 && (box.width < 24 || box.height < 24)).map(({ html }) => html),
    );
    assertEquals(small, [], hash);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

/** What is wider than its box, so that a person has to scroll it sideways. */
function panning(page: Page): Promise<string[]> {
  return page.$$eval("*", (list) =>
    list.filter((one) => {
      const isClipped = !/auto|scroll/.test(getComputedStyle(one).overflowX);
      return !(isClipped && one !== document.documentElement) && one.scrollWidth > one.clientWidth + 1;
    }).map((one) => `${one.tagName}.${one.className}`));
}

/** On a phone, only the graph is wider than the screen, and all its links are in the lists before it. */
async function phone(page: Page): Promise<void> {
  for (const width of [390, 320]) {
    await page.setViewportSize({ width, height: 844 });
    for (
      const hash of [
        "#/",
        "#/changes?from=2025-08-30",
        "#/changes?from=2025-08-30&item=dashboards/31",
        "#/explore?folder=3&type=dashboards",
        "#/item/dashboards/34",
        "#/item/users/2",
        "#/people",
        "#/impact",
        "#/coverage",
      ]
    ) {
      await goTo(page, hash);
      assertEquals(await panning(page), [], `${hash} at ${width} px`);
    }
    for (const hash of ["#/impact?q=orders.revenue", "#/impact?item=dashboards/30"]) {
      await goTo(page, hash);
      for (const more of await page.$$(".imp-l .lnk")) await more.click();
      assert((await panning(page)).every((one) => one === "DIV.gwrap"), hash);
      const [inGraph = [], inLists = []] = await Promise.all(
        [".gwrap a", ".imp-l a"].map((links) =>
          page.$$eval(links, (list) => list.map((one) => one.getAttribute("href")))
        ),
      );
      assert(inLists.length > 0);
      assertEquals(inGraph.filter((link) => !inLists.includes(link)), [], hash);
      const isAfter = await page.evaluate(() => {
        const [list, graph] = [".imp-l", ".gwrap"].map((one) => document.querySelector(one));
        return graph === null || graph === undefined || list === null || list === undefined ||
          (list.compareDocumentPosition(graph) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
      });
      assert(isAfter, "the lists come before the graph");
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

browserTest("names, times and filters of the page's screens", async (browser, t) => {
  const data = unnamed(), file = await Deno.makeTempFile({ suffix: ".html" });
  await Deno.writeTextFile(file, reportOf(data, TEXTS));
  const page = await browser.newPage({ deviceScaleFactor: 0.25, timezoneId: "UTC" });
  const trouble = troubleOf(page, (url) => url.startsWith("file:") || url.startsWith("data:"));
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`file://${file}`);
  await settled(page);
  await t.step("users without a name", () => names(page));
  await t.step("runs of one day differ in their time", () => times(page, data));
  await t.step("changes are filtered by name", () => filterByName(page));
  await t.step("no control is smaller than 24 pixels", () => targets(page));
  await t.step("a phone scrolls only the graph sideways", () => phone(page));
  await t.step("a print of the changes names the span", async () => {
    await goTo(page, "#/changes?from=2025-08-30");
    assertEquals(await page.isVisible(".only-print"), false);
    await page.emulateMedia({ media: "print" });
    assertEquals(await page.isVisible(".only-print"), true);
    await page.emulateMedia({ media: null });
  });
  assertEquals(trouble, []);
  await page.close();
  await Deno.remove(file);
});
