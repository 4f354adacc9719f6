import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Browser, Page } from "playwright-core";
import { BROWSE_POLICY, browsePage } from "../../../lib/web/shell.ts";
import { type Data, encode } from "../_encode.ts";
import { madeUp } from "../_made_up.ts";
import { reportOf } from "../_report.ts";
import { browserTest, settled } from "./_browser.ts";

const RUNS = 24;
const TEXTS = { title: "acme.looker.com", line: "Backup of 2025-09-22", summary: ["48 dashboards"] };
const SPAN = "from=2025-08-30";

/** What can go wrong, what must be said, and what must be offered. */
interface State {
  name: string;
  file: string;
  hash: string;
  heading: RegExp;
  text: RegExp;
  /** A link, button or command that helps. */
  next?: RegExp;
}

/** A vault whose only run failed. */
function failedOnly(): Data {
  const data = encode([], 1), [run] = data.head.runs;
  if (run !== undefined) Object.assign(run, { status: "failed", error: "Looker did not answer for 40 s." });
  Object.assign(data.head, { checks: [], drills: [] });
  return data;
}

/** The newest version of dashboard 34 is damaged. */
function withDamage(data: Data): Data {
  const copy = structuredClone(data),
    i = copy.index.id.findIndex((id, at) => id === "34" && copy.index.t[at] === 0);
  const version = copy.bodies[i]?.versions.at(-1);
  assert(version !== undefined && (copy.bodies[i]?.versions.length ?? 0) > 1);
  Object.assign(version, { ops: [], at: 0, by: null, damaged: true });
  return copy;
}

function filesOf(data: Data): Record<string, string> {
  const whole = reportOf(data, TEXTS),
    cut = (mark: string, more: number): string => whole.slice(0, whole.indexOf(mark) + more);
  const flipped = (id: string, text: string): string =>
    id === "lv-b0" ? `${text.slice(0, 400)}${text[400] === "A" ? "B" : "A"}${text.slice(401)}` : text;
  return {
    whole,
    flipped: reportOf(data, TEXTS, flipped),
    damaged: reportOf(withDamage(data), TEXTS),
    empty: reportOf(encode([], 0), TEXTS),
    failed: reportOf(failedOnly(), TEXTS),
    "cut in the index": cut('id="lv-index"', 2000),
    "cut in the changes": cut('id="lv-c1"', 200),
    "head changed": whole.replace(
      /(id="lv-head"[^>]*>.{300})(.)/,
      (_, before, one) => before + (one === "A" ? "B" : "A"),
    ),
    "cut in the script": cut("<script>", 9000),
  };
}

const STATES: readonly State[] = [
  {
    name: "no such page",
    file: "whole",
    hash: "#/nowhere",
    heading: /No such page/,
    text: /#\/nowhere/,
    next: /Go to the overview/,
  },
  {
    name: "no such item",
    file: "whole",
    hash: "#/item/dashboards/9999",
    heading: /Not in this vault/,
    text: /No dashboard has the id “9999”/,
    next: /Search all items for “9999”/,
  },
  {
    name: "no such type",
    file: "whole",
    hash: "#/item/unicorns/1",
    heading: /Not in this vault/,
    text: /“unicorns” is not a type/,
    next: /Go to the explorer/,
  },
  {
    name: "impact of no item",
    file: "whole",
    hash: "#/impact?item=looks/9999",
    heading: /What would break/,
    text: /Not in this vault\s+No look has the id/,
    next: /Search all items/,
  },
  {
    name: "impact of an unknown field",
    file: "whole",
    hash: "#/impact?q=orders.zzz",
    heading: /What would break/,
    text: /Check the spelling/,
  },
  {
    name: "no such folder",
    file: "whole",
    hash: "#/explore?folder=999",
    heading: /Explorer/,
    text: /no folder with the id “999”/,
  },
  {
    name: "no such owner",
    file: "whole",
    hash: "#/explore?owner=999",
    heading: /Explorer/,
    text: /no user with the id “999”/,
  },
  {
    name: "nothing found",
    file: "whole",
    hash: "#/explore?q=zzzz",
    heading: /Explorer/,
    text: /No item has “zzzz”/,
    next: /Remove all filters/,
  },
  {
    name: "no such change",
    file: "whole",
    hash: "#/changes?q=zzzz",
    heading: /What changed/,
    text: /filters hide all changes/,
    next: /Remove all filters/,
  },
  {
    name: "a change of no item",
    file: "whole",
    hash: `#/changes?${SPAN}&item=looks/9999`,
    heading: /What changed/,
    text: /no item “looks\/9999”/,
  },
  {
    name: "not a time",
    file: "whole",
    hash: "#/?at=banana",
    heading: /Complete/,
    text: /“banana” is not a time/,
  },
  {
    name: "before the first run",
    file: "whole",
    hash: "#/explore?at=2020-01-01",
    heading: /Explorer/,
    text: /“2020-01-01” is before the first run/,
  },
  {
    name: "a span before the first run",
    file: "whole",
    hash: "#/changes?from=2020-01-01",
    heading: /What changed/,
    text: /before the first run/,
  },
  {
    name: "a version that was removed",
    file: "whole",
    hash: "#/item/dashboards/34?v=99",
    heading: /./,
    text: /no version 99 of this item: it has \d/,
  },
  {
    name: "a time without a version",
    file: "whole",
    hash: "#/item/dashboards/36?at=2025-08-30",
    heading: /./,
    text: /did not exist yet, or cleanup has removed/,
  },
  {
    name: "a damaged version",
    file: "damaged",
    hash: "#/item/dashboards/34",
    heading: /./,
    text: /This version is damaged.*neither shown nor restored/s,
    next: /lookervault verify/,
  },
  {
    name: "a change with a damaged version",
    file: "damaged",
    hash: `#/changes?${SPAN}&item=dashboards/34`,
    heading: /What changed/,
    text: /its differences are unknown/,
  },
  {
    name: "a changed block",
    file: "flipped",
    hash: "#/item/dashboards/34",
    heading: /./,
    text: /Block lv-b0 does not match its SHA-256/,
    next: /lookervault report/,
  },
  {
    name: "a file that ends in the index",
    file: "cut in the index",
    hash: "#/explore",
    heading: /This page cannot be shown/,
    text: /lv-index/,
    next: /lookervault report/,
  },
  {
    name: "its overview",
    file: "cut in the index",
    hash: "#/",
    heading: /Complete/,
    text: /Only the overview and coverage can be shown/,
    next: /What to do/,
  },
  {
    name: "a file that ends in the changes",
    file: "cut in the changes",
    hash: `#/changes?${SPAN}`,
    heading: /What changed/,
    text: /lv-c\d .*(not in this file|SHA-256)/,
    next: /lookervault report/,
  },
  {
    name: "a changed head",
    file: "head changed",
    hash: "#/",
    heading: /This page cannot be shown/,
    text: /Block lv-head/,
    next: /lookervault report/,
  },
  {
    name: "an empty vault",
    file: "empty",
    hash: "#/explore",
    heading: /This vault is empty/,
    text: /No run has finished yet/,
    next: /lookervault extract/,
  },
  {
    name: "a failed run",
    file: "failed",
    hash: "#/",
    heading: /The run failed/,
    text: /No run has made a backup yet.*No backup yet/s,
  },
  {
    name: "items of a failed run",
    file: "failed",
    hash: "#/explore",
    heading: /Explorer/,
    text: /This vault has no items/,
    next: /lookervault extract/,
  },
  {
    name: "changes of a failed run",
    file: "failed",
    hash: "#/changes",
    heading: /What changed/,
    text: /compares two backups, and no run has made one/,
    next: /lookervault extract/,
  },
];

async function said(page: Page, { name, heading, text, next }: State): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 844 });
  await page.waitForFunction(() =>
    document.querySelector("h1") !== null && document.querySelector(".bones") === null
  );
  const headings = await page.$$eval(
    "h1",
    (list) => list.filter((one) => one.checkVisibility()).map((one) => one.textContent ?? ""),
  );
  assertEquals(headings.length, 1, `${name}: ${headings.join()}`);
  assertMatch(headings[0] ?? "", heading, name);
  assertMatch(await page.evaluate(() => document.body.innerText), text, name);
  if (next !== undefined) {
    const offers = await page.$$eval(
      "main a, main button, main .cmd, .notice a",
      (list) => list.map((one) => (one as HTMLElement).innerText),
    );
    assert(offers.some((offer) => next.test(offer)), `${name}: ${offers.join(" | ")}`);
  }
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 844 });
    assertEquals(
      await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      0,
      `${name}, ${width} px`,
    );
  }
}

/** The page of `browse`, whose server stops, answers with errors, or knows a newer state. */
async function served(browser: Browser, { head, index, bodies }: Data): Promise<void> {
  let problem = 0;
  const data: Record<string, unknown> = {
    "/data/head": { ...head, form: "browse" },
    "/data/index": index,
    "/data/links": index,
    "/data/body": bodies[0],
  };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, ({ url }) => {
    const { pathname } = new URL(url);
    if (pathname === "/") {
      return new Response(browsePage(TEXTS), {
        headers: { "content-type": "text/html", "content-security-policy": BROWSE_POLICY },
      });
    }
    if (pathname === "/data/events") {
      return new Response("retry: 20\n\n", { headers: { "content-type": "text/event-stream" } });
    }
    if (pathname === "/data/body" && problem > 0) {
      return new Response(`Problem ${problem}.`, { status: problem });
    }
    return pathname in data ? Response.json(data[pathname]) : new Response("", { status: 404 });
  });
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.addr.port}/`);
  await settled(page);
  const rows: [status: number, id: string, text: RegExp, next: string][] = [
    [500, "34", /Problem 500\.\s+Check what the vault contains/, ".broken .cmd"],
    [403, "35", /Problem 403\.\s+Start it, then open the address/, ".broken .cmd"],
    [409, "36", /newer run than this page/, ".broken button"],
  ];
  for (const [status, id, text, next] of rows) {
    problem = status;
    await page.evaluate((id) => location.hash = `#/item/dashboards/${id}`, id);
    await page.waitForSelector(next);
    assertMatch(await page.innerText(".broken"), text);
  }
  assertEquals(await page.$$(".notice"), []);
  await server.shutdown();
  await page.waitForSelector(".notice");
  assertMatch(await page.innerText(".notice"), /browse has stopped.*start it again/s);
  await page.evaluate(() => location.hash = "#/item/dashboards/37");
  await page.waitForFunction(() =>
    document.querySelector(".broken")?.textContent?.includes("does not answer")
  );
  assertMatch(await page.innerText(".broken .cmd"), /lookervault browse/);
  await page.close();
}

browserTest("what the page says when something is not there", async (browser, t) => {
  const data = encode(madeUp({ dashboards: 48, looks: 24, runs: RUNS }), RUNS),
    dir = await Deno.makeTempDir();
  const files = filesOf(data),
    url = (file: string): string => `file://${dir}/${Object.keys(files).indexOf(file)}.html`;
  for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(new URL(url(name)), text);
  const page = await browser.newPage({ timezoneId: "UTC", deviceScaleFactor: 0.25 });
  for (const state of STATES) {
    await t.step(state.name, async () => {
      // Another hash alone does not load a file again.
      await page.goto("about:blank");
      await page.goto(url(state.file) + state.hash);
      await said(page, state);
    });
  }
  await page.close();
  await t.step("a file that ends in the script says so after a while", async () => {
    const page = await browser.newPage({ reducedMotion: "no-preference" });
    await page.goto(url("cut in the script"));
    assertEquals(await page.isVisible(".late"), false);
    // Without motion, the line is there at once.
    await page.emulateMedia({ reducedMotion: "reduce" });
    assertEquals(await page.isVisible(".late"), true);
    assertMatch(await page.innerText(".late"), /this file is incomplete/);
    await page.close();
  });
  await t.step("without JavaScript, only what needs none is shown", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false }), page = await context.newPage();
    await page.goto(url("whole"));
    assertEquals(await page.isVisible("#app"), false);
    assertMatch(await page.innerText("noscript"), /48 dashboards.*allow JavaScript/s);
    await context.close();
  });
  await t.step("browse", () => served(browser, data));
  await Deno.remove(dir, { recursive: true });
});
