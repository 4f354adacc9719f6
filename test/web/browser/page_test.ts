import { assert, assertEquals } from "@std/assert";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { BROWSE_POLICY, browsePage } from "../../../lib/web/shell.ts";
import { browserTest, goTo, settled, troubleOf } from "./_browser.ts";
import { Archive } from "../../../lib/web/model/archive.ts";
import { type Data, encode } from "../_encode.ts";
import { HOSTILE, hostile } from "./_hostile.ts";
import { madeUp } from "../_made_up.ts";
import { reportOf } from "../_report.ts";

const RUNS = 24, SIZE = { dashboards: 48, looks: 24, runs: RUNS };
const TEXTS = { title: "acme.looker.com", line: "Backup of 27 Nov 2025", summary: ["dashboards 48"] };
const PAST = "2025-09-08T12:00:00Z";

/** Every screen, and the states of some. */
const SCREENS: readonly (readonly [name: string, hash: string, heading: RegExp])[] = [
  ["overview", "#/", /Complete/],
  ["overview of a former moment", `#/?at=${PAST}`, /./],
  ["changes", "#/changes", /What changed/],
  ["changes of a month", "#/changes?from=2025-08-30&group=editor", /What changed/],
  ["explorer", "#/explore", /Explorer/],
  ["search", "#/explore?q=revenue&state=all", /Explorer/],
  ["nothing found", "#/explore?q=zzzz", /Explorer/],
  ["folder", "#/explore?folder=3", /Explorer/],
  ["dashboard", "#/item/dashboards/34", /./],
  ["former version", "#/item/dashboards/31?v=1", /./],
  ["look", "#/item/looks/3", /./],
  ["board", "#/item/boards/1", /./],
  ["schedule", "#/item/scheduled_plans/1", /./],
  ["alert", "#/item/alerts/1", /./],
  ["person", "#/item/users/2", /./],
  ["folder page", "#/item/folders/3", /./],
  ["gone", "#/item/folders/4", /./],
  ["not in the vault", "#/item/dashboards/9999", /^Not in this vault$/],
  ["people", "#/people", /People/],
  ["impact", "#/impact?q=orders.revenue", /What would break/],
  ["impact of an item", "#/impact?item=looks/1", /What would break/],
  ["impact, not asked", "#/impact", /What would break/],
  ["coverage", "#/coverage", /What this backup contains/],
  ["no such page", "#/nowhere", /^No such page$/],
];
const WIDTHS = [1440, 768, 390] as const;
/** Nobody looks: a page in a quarter of its pixels costs less to paint, and is laid out the same. */
const COARSE = { deviceScaleFactor: 0.25 } as const;

async function written(text: string): Promise<{ url: string; remove: () => Promise<void> }> {
  const path = await Deno.makeTempFile({ prefix: "lookervault-page-", suffix: ".html" });
  await Deno.writeTextFile(path, text);
  return { url: `file://${path}`, remove: () => Deno.remove(path) };
}

/** What makes the page wider than its window; empty when nothing does. */
function overflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const root = document.documentElement, wide = root.scrollWidth - innerWidth;
    if (wide <= 0) return [];
    const found = [...document.querySelectorAll("#app *")].filter((element) =>
      element.getBoundingClientRect().right > innerWidth + 1
    );
    return [
      `${wide} px`,
      ...found.slice(-3).map((element) => `${element.tagName}.${element.getAttribute("class")}`),
    ];
  });
}

interface Found {
  violations: { id: string; impact?: string | null; nodes: { target: unknown; failureSummary?: string }[] }[];
}

/** Barriers that axe finds, except for minor ones. The bar and the foot are the same on all screens: with `frame` they are looked at, too. */
async function barriers(
  page: Page,
  { rules, frame }: { rules?: string[] | undefined; frame: boolean },
): Promise<string[]> {
  const { violations } = await page.evaluate(
    async ({ rules, frame }) => {
      const { axe } = globalThis as unknown as {
        axe: { run: (root: unknown, options: unknown) => Promise<Found> };
      };
      return await axe.run(frame ? document : { exclude: ["header.top", "footer.foot"] }, {
        resultTypes: ["violations"],
        ...(rules === undefined ? {} : { runOnly: rules }),
      });
    },
    { rules, frame },
  );
  return violations.filter(({ impact }) => impact !== "minor")
    .map(({ id, nodes }) =>
      `${id}: ${
        nodes.slice(0, 2).map(({ target, failureSummary }) => `${target} ${failureSummary}`).join("; ")
      }`
    );
}

async function everyScreen(page: Page, t: Deno.TestContext, withAxe: boolean): Promise<void> {
  for (const [name, hash, heading] of SCREENS) {
    await t.step(name, async () => {
      await page.setViewportSize({ width: 1440, height: 900 });
      await goTo(page, hash);
      const title = await page.evaluate(() => document.querySelector("h1")?.textContent ?? "");
      assert(heading.test(title), `its heading is ${title}`);
      const band = await page.evaluate(() =>
        document.querySelector(".band")?.getBoundingClientRect().height ?? 0
      );
      assert(band < 300, `the band with the rail is ${band} px high`);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: width < 700 ? 844 : 900 });
        await settled(page);
        assertEquals(await overflow(page), [], `${width} px`);
        if (!withAxe || width === 768) continue;
        const scheme = width === 1440 ? "light" : "dark";
        await page.emulateMedia({ colorScheme: scheme });
        const rules = width === 1440 ? undefined : ["color-contrast", "link-in-text-block"];
        assertEquals(
          await barriers(page, { rules, frame: name === "overview" }),
          [],
          `${width} px, ${scheme}`,
        );
      }
    });
  }
}

async function keyboard(page: Page): Promise<void> {
  const hash = (): Promise<string> => page.evaluate(() => decodeURIComponent(location.hash));
  const active = (attribute: string): Promise<string | null> =>
    page.evaluate((name) => document.activeElement?.getAttribute(name) ?? null, attribute);
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
    await settled(page);
  };
  await page.setViewportSize({ width: 1440, height: 900 });
  await goTo(page, "#/");
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await press("[");
  assert((await hash()).includes("at="), "[ goes one run back");
  await press("]");
  assertEquals(await hash(), "#/");
  await page.focus(".h-at");
  await press("PageDown", "ArrowLeft");
  assert(
    /16 Sept|15 Sept|14 Sept|13 Sept/.test(await active("aria-valuetext") ?? ""),
    await active("aria-valuetext") ?? "",
  );
  await press("End");
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await press("/");
  assertEquals(await active("id"), "q");
  await page.keyboard.type("revenue");
  await page.waitForFunction(() => location.hash.includes("q=revenue"));
  await press("ArrowDown", "ArrowDown", "Enter");
  assert((await hash()).startsWith("#/item/"), await hash());
  await press("g", "e");
  await page.focus('[role=treeitem][tabindex="0"]');
  await press("ArrowDown", "Enter");
  assert((await hash()).includes("folder="), await hash());
  await goTo(page, "#/changes");
  await page.focus(".vlist");
  await press("ArrowDown");
  assert((await hash()).includes("item="), await hash());
  await goTo(page, "#/item/dashboards/31");
  await page.focus(".vplot");
  await press("Home");
  assert((await hash()).includes("v=1"), await hash());
  await page.focus("button.tile");
  await press("Enter");
  assert(await page.isVisible(".tilefacts"), "a tile opens");
  await goTo(page, "#/impact");
  await page.focus("#impact-q");
  await page.keyboard.type("revenue");
  await press("ArrowDown", "Enter");
  await page.waitForFunction(() => location.hash.includes("q="));
  await page.waitForSelector(".gnode.main");
  await goTo(page, "#/people");
  await page.focus(".vlist");
  await press("ArrowDown", "ArrowDown", "Enter");
  assert((await hash()).startsWith("#/item/users/"), await hash());
  await press("?");
  assert(await page.isVisible("dialog.help"), "? shows the keys");
  await press("Escape");
  await goTo(page, "#/coverage");
  // Every stop of the tab key can be seen, and has a name.
  const stops = await page.evaluate(() => {
    const nameless: string[] = [];
    for (
      const element of document.querySelectorAll<HTMLElement>("a[href],button,input,select,[tabindex='0']")
    ) {
      const name = element.getAttribute("aria-label") ?? element.textContent?.trim() ?? "";
      if (name === "" && element.closest("label") === null) nameless.push(element.outerHTML.slice(0, 80));
    }
    return nameless;
  });
  assertEquals(stops, []);
}

/** A newcomer's way: who broke a dashboard, and the command that puts it back. */
async function newcomer(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1440, height: 900 });
  await goTo(page, "#/");
  await page.click("text=See the changes");
  await settled(page);
  await page.click("text=7 days");
  await settled(page);
  await page.click(".kind.t-chg");
  await settled(page);
  await page.click(".crow >> nth=0");
  await settled(page);
  await page.waitForSelector(".dmeta a[href*='users']");
  const commands = await page.$$eval(
    ".detail-pane .putback .cmd code",
    (list) => list.map((one) => one.textContent ?? ""),
  );
  assert(
    /^lookervault restore single \w+ \S+ --at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ --dry-run$/.test(
      commands[0] ?? "",
    ),
    commands[0],
  );
  assertEquals(commands[1], commands[0]?.replace(" --dry-run", ""));
}

/** An item's page offers its version and the one before it, and says what is restored from the trash. */
async function restoreChoices(page: Page, data: Data): Promise<void> {
  const box = async (hash: string): Promise<{ folds: string[]; commands: string[]; text: string }> => {
    await goTo(page, hash);
    return await page.$eval(".restorebox", (one) => ({
      folds: [...one.querySelectorAll("summary")].map((summary) => summary.textContent?.trim() ?? ""),
      commands: [...one.querySelectorAll(".cmd code")].map((code) => code.textContent ?? "")
        .filter((code) => code.includes("--dry-run") && !code.includes("undo")),
      text: one.textContent ?? "",
    }));
  };
  const { head, index, bodies } = data, archive = new Archive(head, index), last = RUNS - 1;
  const dashboard = (isMeant: (i: number) => boolean): number =>
    index.id.findIndex((_, i) => archive.typeName(i) === "dashboards" && isMeant(i));
  const at = (run: number): string => ` --at ${head.runs[run]?.at}`;
  const edited = dashboard((i) => archive.standing(i, last) === "live" && index.v[i] === 3);
  const id = index.id[edited] ?? "", [, second, third] = bodies[edited]?.versions.map(({ r }) => r) ?? [];
  assert(second !== undefined && third !== undefined);
  const newest = await box(`#/item/dashboards/${id}`);
  assertEquals(newest.folds, [
    "To undo the last change: restore version 2",
    "Restore version 3, as in this backup",
  ]);
  assert(newest.text.includes("Use this if the item has been changed in Looker since this backup."));
  const line = (when: string): string => `lookervault restore single dashboards ${id}${when} --dry-run`;
  assertEquals(newest.commands, [line(at(third - 1)), line("")]);
  const former = await box(`#/item/dashboards/${id}?v=2`);
  assertEquals(former.folds, [
    "Restore version 2 (with these changes)",
    "Undo these changes: restore version 1",
  ]);
  assertEquals(former.commands, [line(at(third - 1)), line(at(second - 1))]);
  const gone = dashboard((i) => archive.standing(i, last) === "gone");
  const deleted = await box(`#/item/dashboards/${index.id[gone]}`);
  assert(deleted.text.includes("Links in other content keep the old id; add --fix-links to update them."));
  // What is in use is asked for: the rest is a click away.
  const name = index.n[gone] ?? "";
  await goTo(page, `#/explore?q=${encodeURIComponent(name)}&type=dashboards`);
  assert(/^\d+ more in the trash or deleted: show$/.test(await page.textContent(".hiddenhits") ?? ""));
  const shown = async (): Promise<number> => Number(/^\d+/.exec(await page.textContent(".hits") ?? "")?.[0]);
  const before = await shown(),
    hidden = Number(/^\d+/.exec(await page.textContent(".hiddenhits") ?? "")?.[0]);
  await page.click(".hiddenhits button");
  await settled(page);
  assertEquals(await shown(), before + hidden);
  assertEquals(await page.$(".hiddenhits"), null);
}

/** What stands in the page that no template of it makes. */
function injected(page: Page): Promise<unknown> {
  return page.evaluate(() => ({
    ran: (globalThis as { ran?: number }).ran ?? 0,
    elements: [...document.querySelectorAll(
      "#app script,#app img,#app iframe,#app object,#app embed,#app link,#app style,#app form,#app video,#app svg svg,#app marquee,#app meta,#app base",
    )].length,
    links: [...document.querySelectorAll<HTMLAnchorElement>("#app a[href]")].map((one) =>
      one.getAttribute("href") ?? ""
    ).filter((href) => !href.startsWith("#/") && href !== "#main"),
    handlers:
      [...document.querySelectorAll("#app *")].filter((one) =>
        one.getAttributeNames().some((name) => name.startsWith("on"))
      ).length,
    hidden: /[\u202a-\u202e\u2066-\u2069]/.test(document.body.innerText),
  }));
}

async function report(browser: Browser, t: Deno.TestContext, data: Data): Promise<void> {
  const file = await written(reportOf(data, TEXTS));
  const page = await browser.newPage({ ...COARSE, timezoneId: "Europe/Berlin" });
  const trouble = troubleOf(page, (url) => url.startsWith("file:") || url.startsWith("data:"));
  await page.goto(file.url);
  await settled(page);
  await page.evaluate(axe.source);
  await everyScreen(page, t, true);
  await t.step("keyboard", () => keyboard(page));
  await t.step("newcomer", () => newcomer(page));
  await t.step("choices of a restore", () => restoreChoices(page, data));
  assertEquals(trouble, []);
  await t.step("prints every row", async () => {
    await goTo(page, "#/changes?from=2025-08-30");
    const rows = await page.$eval(".kind", (one) => Number(/\d+/.exec(one.textContent ?? "")?.[0]));
    await page.emulateMedia({ media: "print" });
    await page.waitForFunction((wanted) => document.querySelectorAll(".crow").length === wanted, rows);
    assertEquals(await page.isVisible(".nav"), false);
    await page.emulateMedia({ media: null });
  });
  await page.close();
  await file.remove();
}

async function attacked(browser: Browser, t: Deno.TestContext): Promise<void> {
  const data = encode(madeUp({ ...SIZE, text: hostile }), RUNS, (usual) => `${HOSTILE[0]} ${usual}`);
  const file = await written(
    reportOf(data, { title: HOSTILE[1] ?? "", line: HOSTILE[5] ?? "", summary: [...HOSTILE] }),
  );
  const page = await browser.newPage(COARSE);
  const trouble = troubleOf(page, (url) => url.startsWith("file:") || url.startsWith("data:,"));
  await page.goto(file.url);
  await settled(page);
  for (const [name, hash] of SCREENS) {
    await t.step(`${name}, hostile`, async () => {
      await page.setViewportSize({ width: 1440, height: 900 });
      await goTo(page, hash);
      for (const details of await page.$$("details:not([open]) > summary")) {
        await details.click().catch(() => {});
      }
      await settled(page);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 844 });
        await settled(page);
        assertEquals(await overflow(page), [], `${width} px`);
      }
      assertEquals(await injected(page), { ran: 0, elements: 0, links: [], handlers: 0, hidden: false });
    });
  }
  assertEquals(trouble, []);
  await page.close();
  await file.remove();
}

async function damaged(browser: Browser, data: Data): Promise<void> {
  const flip = (wanted: string) => (id: string, text: string): string =>
    id === wanted ? `${text.slice(0, 400)}${text[400] === "A" ? "B" : "A"}${text.slice(401)}` : text;
  for (const [id, hash] of [["lv-b0", "#/item/dashboards/34"], ["lv-index", "#/explore"]] as const) {
    const file = await written(reportOf(data, TEXTS, flip(id))), page = await browser.newPage();
    await page.goto(file.url + hash);
    await page.waitForSelector(".broken");
    assert((await page.textContent(".broken"))?.includes(`Block ${id} does not match its SHA-256`));
    await page.close();
    await file.remove();
  }
}

async function served(browser: Browser, data: Data): Promise<void> {
  const { bodies, changes } = data,
    { was, terms, uses, relations, edges, mails, sends, j, ...columns } = data.index;
  const links = { was, terms, uses, relations, edges, mails, sends, j },
    head = { ...data.head, form: "browse" as const };
  let revision = head.revision;
  const keys = new Map(columns.id.map((id, i) => [`${head.types[columns.t[i] ?? 0]?.t}/${id}`, i]));
  const late = Promise.withResolvers<void>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/") {
      return new Response(browsePage(TEXTS), {
        headers: { "content-type": "text/html", "content-security-policy": BROWSE_POLICY },
      });
    }
    if (pathname === "/data/events") {
      return new Response("retry: 100000\n\n", { headers: { "content-type": "text/event-stream" } });
    }
    if (pathname === "/data/head") return Response.json({ ...head, revision });
    if (searchParams.get("revision") !== revision) return new Response("", { status: 409 });
    if (pathname === "/data/index") return Response.json(columns);
    if (pathname === "/data/links") {
      await late.promise;
      return Response.json(links);
    }
    if (pathname === "/data/changes") return Response.json(changes[Number(searchParams.get("n"))]);
    if (pathname === "/data/body") {
      return Response.json(bodies[keys.get(searchParams.get("key") ?? "") ?? -1]);
    }
    if (pathname === "/data/json") return new Response(`{"run": ${searchParams.get("run")}}`);
    return new Response("", { status: 404 });
  });
  const origin = `http://127.0.0.1:${server.addr.port}`, page = await browser.newPage();
  const trouble = troubleOf(page, (url) => url.startsWith(`${origin}/`) || url === "data:,");
  await page.goto(`${origin}/#/item/dashboards/31?v=1`);
  // An item and the lists are there before anybody knows what names what.
  await page.waitForSelector(".vstrip");
  assert(await page.isVisible(".iside .bones"), "what it reads is still to come");
  await page.evaluate(() => location.hash = "#/explore?q=revenue");
  await page.waitForSelector(".irow");
  assert((await page.textContent(".list-pane"))?.includes("Searching names only"));
  await page.evaluate(() => location.hash = "#/people");
  await page.waitForSelector(".people .bones");
  late.resolve();
  await settled(page);
  assertEquals(await page.$(".people .bones"), null);
  await goTo(page, "#/item/dashboards/31?v=1");
  await page.click("details.raw summary");
  await page.waitForSelector(".rawbox pre");
  assert(/"run": \d+/.test(await page.textContent(".rawbox pre") ?? ""));
  assertEquals(trouble, []);
  revision = "2";
  await goTo(page, "#/item/dashboards/35").catch(() => {});
  await page.waitForSelector(".newer");
  await page.click(".newer button");
  await settled(page);
  assertEquals(await page.$(".newer"), null);
  await page.close();
  await server.shutdown();
}

browserTest("the page in Chromium", async (browser, t) => {
  const data = encode(madeUp(SIZE), RUNS);
  await report(browser, t, data);
  await attacked(browser, t);
  await t.step("damaged blocks are said, not shown", () => damaged(browser, data));
  await t.step("data is asked for when it is served", () => served(browser, data));
  await t.step("an item in the trash is restored from before the trash", async () => {
    const [body] = madeUp({ dashboards: 1, looks: 0, runs: 1 }).filter(({ type }) => type === "dashboards");
    const [first] = body?.versions ?? [];
    assert(body !== undefined && first !== undefined);
    const trashed = encode([{
      ...body,
      versions: [first, { ...first, r: 2 }],
      standings: [{ r: 2, s: "t" }],
    }], 4);
    const file = await written(reportOf(trashed, TEXTS)), page = await browser.newPage();
    await page.goto(`${file.url}#/item/dashboards/${body.id}`);
    await page.waitForSelector(".restorebox .cmd");
    const text = await page.textContent(".restorebox") ?? "";
    assert(text.includes("restores its last version before it was moved to the trash"), text);
    assertEquals(
      await page.textContent(".restorebox .cmd code"),
      `lookervault restore single dashboards ${body.id} --dry-run`,
    );
    assertEquals(await page.$(".restorebox summary"), null);
    await page.close();
    await file.remove();
  });
  await t.step("an empty vault says what to do", async () => {
    const empty = encode([], 0), file = await written(reportOf(empty, TEXTS)), page = await browser.newPage();
    const trouble = troubleOf(page, (url) => url.startsWith("file:") || url.startsWith("data:"));
    await page.goto(file.url);
    await settled(page);
    assert((await page.textContent("main"))?.includes("This vault is empty"));
    assertEquals(trouble, []);
    await page.close();
    await file.remove();
  });
});
