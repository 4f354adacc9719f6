/**
 * What `deno test` is given instead of many test files: loads those that its arguments name into one module graph, so
 * that what they share is loaded once. `scripts/run_tests.ts` starts it.
 *
 * @module
 */
import { ROOT } from "./files.ts";
import { weighTests } from "./weigh.ts";

const weighed = weighTests(Deno.env.get("LOOKERVAULT_TEST_TIMES"));
for (const file of Deno.args) {
  weighed?.(file);
  try {
    await import(new URL(file, ROOT).href);
  } catch (error) {
    Deno.test(`${file} is loaded`, () => {
      throw error;
    });
  }
}
