/**
 * Divides test files into groups that run together in one process.
 *
 * @module
 */
import type { Kind, TestFile } from "./files.ts";
import weights from "./weights.json" with { type: "json" };

/** The duration of slow files in seconds, as measured by `deno task test --weigh`. */
export type Weights = Readonly<Record<string, number>>;

/** The assumed duration of a file that was not measured or is fast, in seconds. */
const USUAL: Readonly<Record<Kind, number>> = { unit: 0.1, sim: 0.4, program: 0.8 };
const RANK: readonly Kind[] = ["program", "sim", "unit"];

/**
 * The maximum duration of a part in seconds: long enough to share the loading of modules, short enough that all
 * processes end together.
 */
const PART = 16;

/**
 * Returns parts for processes that take one after the other. Neighboring files stay together, because they load the
 * same modules. The longest parts come first, so that no process runs alone at the end.
 */
export function partsOf(files: readonly TestFile[], measured: Weights = weights): string[][] {
  const parts: { paths: string[]; weight: number }[] = [];
  for (const { path, kind } of files.toSorted((a, b) => RANK.indexOf(a.kind) - RANK.indexOf(b.kind))) {
    const weight = measured[path] ?? USUAL[kind], last = parts.at(-1);
    if (last === undefined || last.weight + weight > PART) parts.push({ paths: [path], weight });
    else {
      last.paths.push(path);
      last.weight += weight;
    }
  }
  return parts.toSorted((a, b) => b.weight - a.weight).map(({ paths }) => paths);
}
