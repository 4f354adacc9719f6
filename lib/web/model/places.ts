/**
 * The positions of rows in long lists, of which only the visible rows are drawn. Pure.
 *
 * @module
 */

/** Returns where each row begins; the last entry is the end of the list. */
export function topsOf<T>(rows: readonly T[], height: number | ((row: T) => number)): Float64Array {
  const tops = new Float64Array(rows.length + 1);
  rows.forEach((row, i) =>
    tops[i + 1] = (tops[i] ?? 0) + (typeof height === "number" ? height : height(row))
  );
  return tops;
}

/** Returns the row at a vertical position. */
export function rowAt(tops: Float64Array, y: number): number {
  let low = 0, high = Math.max(0, tops.length - 2);
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tops[middle + 1] ?? 0) <= y) low = middle + 1;
    else high = middle;
  }
  return low;
}
