/**
 * Where Chromium is.
 *
 * @module
 */

/** Where it is looked for; the one without windows first, which takes a quarter less of the processor. */
export const PLACES = [
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/** Where Chromium is; null when there is none. `LOOKERVAULT_TEST_CHROMIUM` says another place. */
export function chromiumPath(): string | null {
  const named = Deno.env.get("LOOKERVAULT_TEST_CHROMIUM");
  for (const path of named === undefined ? PLACES : [named]) {
    try {
      if (Deno.statSync(path).isFile) return path;
    } catch {
      // The next one.
    }
  }
  return null;
}
