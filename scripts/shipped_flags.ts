/**
 * The flags with which lookervault is shipped, read from the direct command in the `lookervault` task. They are written
 * only there.
 *
 * @module
 */

const ROOT = new URL("../", import.meta.url);

/** Returns the arguments for deno that run `main.ts` as shipped: `run`, the flags, and the path of `main.ts`. */
export async function shippedArguments(): Promise<string[]> {
  const config = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));
  const [, direct = ""] = config.tasks.lookervault.command.split(" scripts/launch.ts ");
  const words: string[] = direct.split(" ");
  const path = (name: string): string => new URL(name, ROOT).pathname;
  return [...words.slice(1, -1), `--config=${path("deno.json")}`, path("main.ts")];
}
