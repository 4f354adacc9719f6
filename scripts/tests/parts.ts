/**
 * Which test files run together in one process.
 *
 * @module
 */
import type { Kind, TestFile } from "./files.ts";

/** About how long a file of each kind takes, compared with the others. */
const WEIGHT: Readonly<Record<Kind, number>> = { unit: 1, sim: 4, program: 8 };
const RANK: readonly Kind[] = ["program", "sim", "unit"];

/** The most that one process is given: large enough that loading is shared, small enough that all end together. */
const PART = 50;

/** Parts for processes that take one after the other: the longest first, so that none is left running alone. */
export function partsOf(files: readonly TestFile[]): string[][] {
  const parts: string[][] = [];
  let room = 0;
  for (const { path, kind } of files.toSorted((a, b) => RANK.indexOf(a.kind) - RANK.indexOf(b.kind))) {
    if (room < WEIGHT[kind]) {
      parts.push([]);
      room = PART;
    }
    parts.at(-1)?.push(path);
    room -= WEIGHT[kind];
  }
  return parts;
}
