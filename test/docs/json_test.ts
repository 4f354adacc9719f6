import { assert, assertEquals } from "@std/assert";
import { Scene } from "./_scene.ts";
import { HAS_SHELL } from "./_shell.ts";
import { textOf } from "./_markdown.ts";

const TEXT = textOf("docs/json.md");

/** Command line and paths of keys, of each row below a heading. */
function rowsBelow(heading: string): [string, string[]][] {
  const [, below = ""] = TEXT.split(`\n## ${heading}\n`);
  const rows = `${below.split("\n## ", 1)[0]}\n\n`.match(/^(?:- |\| )`[^]*?(?=\n(?:- |\||\n))/gm) ?? [];
  return rows.map((row) => {
    // What stands in brackets are values.
    const [line = "", ...paths] = [...row.replaceAll(/\([^)]*\)/g, "").matchAll(/`([^`]+)`/g)]
      .map(([, text = ""]) => text);
    return [line, paths];
  });
}

/** The paths that `shown` goes into, of a document; the others only as far as `shown` does. */
function pathsOf(value: unknown, shown: ReadonlySet<string>, path = ""): string[] {
  const inner = [...shown].some((one) => one.startsWith(`${path}.`) || one.startsWith(`${path}[`));
  if (path !== "" && !inner) return [path];
  if (Array.isArray(value)) return [...new Set(value.flatMap((one) => pathsOf(one, shown, `${path}[]`)))];
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, one]) =>
    pathsOf(one, shown, path === "" ? key : `${path}.${key}`)
  );
}

Deno.test(
  "the documents of --json have exactly the keys that are documented",
  { ignore: !HAS_SHELL },
  async () => {
    await using at = await Scene.start();
    await at.ask("PATCH", "/dashboards/30", { title: "Untitled" });
    await at.night(-0.5, ["dashboards"]);
    await at.ask("PATCH", "/dashboards/30", { title: "Again" });
    const rows = rowsBelow("Documents");
    assert(rows.length > 5);
    for (const [line, shown] of rows) {
      const { code, output } = await at.shell.line(
        `lookervault ${line} --json --progress none 2> errors.log || { cat errors.log; exit 1; }`,
      );
      assertEquals(code, 0, output.slice(-500));
      const document: unknown = JSON.parse(output);
      assertEquals(pathsOf(document, new Set(shown)).sort(), shown.sort(), line);
    }
  },
);

Deno.test(
  "the events of --progress json are those that are documented",
  { ignore: !HAS_SHELL },
  async () => {
    await using at = await Scene.start();
    const { output } = await at.shell.line("lookervault extract --progress json > /dev/null");
    const events = output.trim().split("\n").map((line) => JSON.parse(line) as { event: string; at: string });
    assert(events.every((event) => typeof event.at === "string"));
    const names = new Set(events.map(({ event }) => event));
    assertEquals([...names].sort(), rowsBelow("Progress").map(([event]) => event).sort());
  },
);
