/**
 * `deno task screenshots`: writes screenshots of the page for README.md and docs/, with an invented instance, to
 * `docs/images/`. It needs Chromium.
 *
 * @module
 */
import { chromium } from "playwright-core";
import { encode } from "../test/web/_encode.ts";
import { madeUp } from "../test/web/_made_up.ts";
import { reportOf } from "../test/web/_report.ts";
import { chromiumPath } from "../test/web/browser/_chromium.ts";

const OUT = new URL("../docs/images/", import.meta.url);
const RUNS = 60;
/** The maximum total size of all pictures in bytes. */
const MOST = 150_000;

const SHOTS = [
  { name: "overview", hash: "#/", scheme: "light" },
  { name: "changes", hash: "#/changes?from=2025-10-20", scheme: "light" },
  { name: "dashboard", hash: "#/item/dashboards/31?v=1", scheme: "dark" },
] as const;

const path = chromiumPath();
if (path === null) throw new Error("Cannot take screenshots: Chromium was not found");
const file = await Deno.makeTempFile({ suffix: ".html" });
const data = encode(madeUp({ dashboards: 120, looks: 60, runs: RUNS }), RUNS);
await Deno.writeTextFile(file, reportOf(data, { title: "acme.looker.com", line: "", summary: [] }));
const browser = await chromium.launch({ executablePath: path, args: ["--no-sandbox", "--disable-gpu"] });
await Deno.mkdir(OUT, { recursive: true });
let bytes = 0;
for (const { name, hash, scheme } of SHOTS) {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 820 },
    colorScheme: scheme,
    timezoneId: "UTC",
  });
  await page.goto(`file://${file}${hash}`);
  await page.waitForSelector("html[data-state=ready]");
  await page.waitForSelector(".bones", { state: "detached" });
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: 62 });
  const picture = Uint8Array.fromBase64(data);
  await Deno.writeFile(new URL(`page-${name}.webp`, OUT), picture);
  console.log(`page-${name}.webp: ${picture.length} bytes`);
  bytes += picture.length;
  await page.close();
}
await browser.close();
await Deno.remove(file);
if (bytes > MOST) {
  throw new Error(`Cannot accept the screenshots: they have ${bytes} bytes, more than ${MOST}`);
}
