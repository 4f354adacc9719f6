import { assertEquals, assertStringIncludes } from "@std/assert";
import { endAll, runPart, underWay } from "../../scripts/tests/part.ts";
import { until } from "../e2e/_run.ts";

/** A test file of its own. */
class TestFile implements Disposable {
  private readonly dir = Deno.makeTempDirSync({ prefix: "lookervault-part-" });
  readonly url = `file://${this.dir}/x_test.ts`;
  constructor(text: string) {
    Deno.writeTextFileSync(`${this.dir}/x_test.ts`, text);
  }
  [Symbol.dispose](): void {
    Deno.removeSync(this.dir, { recursive: true });
  }
}

Deno.test("runPart() counts what passed, failed and was skipped, and shows nothing of its own accord", async () => {
  using file = new TestFile(`
    Deno.test("one", () => {});
    Deno.test("two", () => { throw new Error("as it is meant to"); });
    Deno.test({ name: "three", ignore: true, fn: () => {} });`);
  const { output, ...part } = await runPart([file.url], { options: [], live: false });
  assertEquals(part, { passed: 1, failed: 1, failures: ["two"], ignored: 1, good: false, broken: null });
  assertStringIncludes(
    new TextDecoder().decode(await new Blob(output.map((one) => one.slice())).bytes()),
    "as it is meant to",
  );
});

Deno.test("a part that is ended from outside is a failure that names the test it was at", async () => {
  using file = new TestFile(`
    Deno.test("one", () => {});
    Deno.test("it waits", async (t) => {
      await t.step("for ever", () => new Promise(() => setInterval(() => {}, 1000)));
    });`);
  const ending = runPart([file.url], { options: [], live: false });
  await until(() => underWay().some((name) => name === "it waits > for ever"), "the test that waits");
  endAll();
  const { failed, good, broken } = await ending;
  assertEquals([failed, good, broken], [1, false, "ended by SIGKILL at it waits > for ever"]);
});
