import { assertEquals, assertRejects } from "@std/assert";
import { runScheduled } from "../../lib/base/schedule.ts";

interface Step {
  name: string;
  dependsOn: readonly { name: string }[];
}

const step = (name: string, ...needs: string[]): Step => ({
  name,
  dependsOn: needs.map((need) => ({ name: need })),
});

const BY_NAME = { limit: 2, keyOf: ({ name }: { name: string }): string => name };

Deno.test("runScheduled() runs what others need first, and items in a circle last", async () => {
  const cases: [Step[], string][] = [
    [[step("a"), step("b"), step("c")], "abc"],
    [[step("a", "c"), step("b"), step("c")], "bca"],
    [[step("a", "elsewhere")], "a"],
    [[step("a", "b"), step("b", "a"), step("c")], "cab"],
    [[step("a", "a"), step("b")], "ab"],
  ];
  for (const [steps, expected] of cases) {
    let order = "";
    await runScheduled(steps, BY_NAME, ({ name }) => Promise.resolve(void (order += name)));
    assertEquals(order, expected);
  }
});

Deno.test("runScheduled() begins nothing more after a failure, and waits for what is under way", async () => {
  const begun: string[] = [];
  let isThrough = false;
  const under = Promise.withResolvers<void>();
  const run = runScheduled([step("a"), step("b"), step("c")], BY_NAME, async ({ name }) => {
    begun.push(name);
    if (name === "a") throw new Error("refused");
    await under.promise;
    isThrough = true;
  });
  under.resolve();
  await assertRejects(() => run, Error, "refused");
  assertEquals([begun, isThrough], [["a", "b"], true]);
});
