/**
 * Which test files run together in one process.
 *
 * @module
 */
import type { Kind, TestFile } from "./files.ts";
import weights from "./weights.json" with { type: "json" };

/** Seconds that a file takes: what `deno task test --weigh` measured, of those that take long. */
export type Weights = Readonly<Record<string, number>>;

/** What a file is taken for that has not been measured, or takes less than is noted. */
const USUAL: Readonly<Record<Kind, number>> = { unit: 0.1, sim: 0.4, program: 0.8 };
const RANK: readonly Kind[] = ["program", "sim", "unit"];

/** The most that one process is given: large enough that loading is shared, small enough that all end together. */
const PART = 16;

/**
 * Parts for processes that take one after the other. Neighbours stay together, because they load the same modules; what
 * takes longest comes first, so that none is left running alone.
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
