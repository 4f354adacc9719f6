/**
 * Draws numbers as a line of bars. Pure.
 *
 * @module
 */

const BARS = [..."▁▂▃▄▅▆▇█"];

/**
 * Returns at most `width` bars, scaled from 0 to the largest number. If there are more numbers, each bar shows the
 * largest
 * of some adjacent numbers. 0 is a space, and the smallest number above 0 has a bar. `ascii` draws with `_`, `-`, `=`
 * and `#`.
 */
export function sparkline(
  numbers: readonly number[],
  { width = numbers.length, ascii = false }: { width?: number; ascii?: boolean } = {},
): string {
  const bars = ascii ? [..."_-=#"] : BARS;
  const values = grouped(numbers.map((one) => Number.isFinite(one) && one > 0 ? one : 0), width);
  const top = Math.max(...values, 0);
  return values.map((value) =>
    value === 0
      ? " "
      : bars[Math.min(bars.length - 1, Math.max(0, Math.ceil(value / top * bars.length) - 1))] ?? ""
  ).join("");
}

function grouped(numbers: readonly number[], width: number): number[] {
  const most = Math.max(1, Math.floor(width));
  if (numbers.length <= most) return [...numbers];
  return Array.from({ length: most }, (_, i) => {
    const from = Math.floor(i * numbers.length / most), to = Math.floor((i + 1) * numbers.length / most);
    return Math.max(...numbers.slice(from, Math.max(to, from + 1)));
  });
}
