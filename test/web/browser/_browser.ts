/**
 * A real Chromium for tests. Without one the tests that need it are left out and say so; with
 * `LOOKERVAULT_TEST_BROWSER=required`, which the gate sets, they fail.
 *
 * @module
 */
import { type Browser, chromium, type Page } from "playwright-core";
import { chromiumPath, PLACES } from "./_chromium.ts";

/** Whether tests that need a browser may not be left out. */
const REQUIRED = Deno.env.get("LOOKERVAULT_TEST_BROWSER") === "required";
/** A test with a browser: left out, and that is said, where there is none. */
export function browserTest(
  name: string,
  run: (browser: Browser, t: Deno.TestContext) => Promise<void>,
): void {
  const path = chromiumPath();
  if (path === null && !REQUIRED) {
    console.warn(`Left out: “${name}”, because no Chromium was found at ${PLACES.join(", ")}`);
  }
  Deno.test({
    name,
    ignore: path === null && !REQUIRED,
    // The browser's own sockets and timers.
    sanitizeOps: false,
    sanitizeResources: false,
    async fn(t) {
      if (path === null) throw new Error("Cannot run this test: no Chromium was found, and one is required");
      const browser = await chromium.launch({
        executablePath: path,
        args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"],
      });
      try {
        await run(browser, t);
      } finally {
        await browser.close();
      }
    },
  });
}

/** What goes wrong on a page: console messages, failures, dialogs, requests to anywhere but `allowed`. */
export function troubleOf(page: Page, allowed: (url: string) => boolean): string[] {
  const trouble: string[] = [];
  page.on("console", (message) => trouble.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => trouble.push(`failure: ${error.stack ?? error.message}`));
  page.on("dialog", (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("popup", (popup) => trouble.push(`popup: ${popup.url()}`));
  page.on("request", (request) => {
    if (!allowed(request.url())) trouble.push(`request: ${request.url()}`);
  });
  return trouble;
}

/** Waits until the page has its index, and draws what was last asked for. */
export async function settled(page: Page): Promise<void> {
  // One question to the browser: it is asked some thousand times.
  await page.evaluate((most) =>
    new Promise<void>((done, fail) => {
      const until = performance.now() + most;
      const look = (): void => {
        if (
          document.documentElement.dataset["state"] === "ready" && document.querySelector(".bones") === null
        ) {
          requestAnimationFrame(() => requestAnimationFrame(() => done()));
        } else if (performance.now() > until) {
          fail(new Error(`${location.hash} is not drawn: ${document.body.innerText.slice(0, 400)}`));
        } else requestAnimationFrame(look);
      };
      // What was asked for before begins with the next frame.
      requestAnimationFrame(() => requestAnimationFrame(look));
    }), 30_000);
}

/** Goes to an address behind the `#`. */
export async function goTo(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => location.hash = to, hash);
  await settled(page);
}
