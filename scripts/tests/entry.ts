/**
 * The module that `deno test` runs instead of many test files. It loads the test files of its arguments into one module
 * graph, so that shared modules are loaded only one time. `scripts/run_tests.ts` starts it.
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
