/**
 * Selects the columns of a table that fit a terminal, and their widths. Pure.
 *
 * @module
 */

/** The constraints of a column. */
export interface Fitted {
  /** The minimum width in cells. */
  min?: number;
  /** The order in which columns are omitted if the width is too small, the highest first. */
  drop?: number;
}

/** The selected columns and widths. */
export interface Fit {
  /** Indexes of the columns that are kept. */
  kept: number[];
  widths: number[];
  /** The number of cells between two columns. */
  gap: number;
}

/** Selects the columns, their widths and the gap between them; `natural` contains the widths of their texts. */
export function fit(columns: readonly Fitted[], natural: readonly number[], limit: number): Fit {
  const kept = columns.map((_, i) => i);
  for (;;) {
    const widths = kept.map((i) => natural[i] ?? 0);
    for (const gap of [2, 1]) {
      if (total(widths, gap) <= limit) return { kept, widths, gap };
    }
    const least = kept.map((i) => Math.min(natural[i] ?? 0, columns[i]?.min ?? Infinity));
    const droppable = kept.filter((i) => columns[i]?.drop !== undefined);
    for (const gap of [2, 1]) {
      const shrunk = shrink(widths, least, limit - gap * (kept.length - 1));
      if (total(shrunk, gap) <= limit) return { kept, widths: shrunk, gap };
    }
    if (droppable.length === 0) {
      const squeezed = squeeze(widths, least, limit),
        seen = (_: unknown, at: number): boolean => (squeezed[at] ?? 0) > 0;
      return { kept: kept.filter(seen), widths: squeezed.filter(seen), gap: 1 };
    }
    const victim = droppable.reduce((a, b) => (columns[b]?.drop ?? 0) > (columns[a]?.drop ?? 0) ? b : a);
    kept.splice(kept.indexOf(victim), 1);
  }
}

/** Reduces the widest column that can be narrowed, until all columns fit. */
function shrink(widths: readonly number[], least: readonly number[], limit: number): number[] {
  const result = [...widths];
  for (let over = total(result, 0) - limit; over > 0; over--) {
    let widest = -1;
    for (let i = 0; i < result.length; i++) {
      const spare = (result[i] ?? 0) > (least[i] ?? 0);
      if (spare && (widest < 0 || (result[i] ?? 0) > (result[widest] ?? 0))) widest = i;
    }
    if (widest < 0) break;
    result[widest] = (result[widest] ?? 0) - 1;
  }
  return result;
}

/** Reduces all columns to as little as two cells, as a last resort for very narrow windows. */
function squeeze(widths: readonly number[], least: readonly number[], limit: number): number[] {
  const room = limit - (widths.length - 1);
  let left = limit;
  return shrink(shrink(widths, least, room), widths.map(() => 2), room).map((width) => {
    const given = Math.max(0, Math.min(width, left));
    left -= given + 1;
    return given;
  });
}

function total(widths: readonly number[], gap: number): number {
  return widths.reduce((sum, width) => sum + width, 0) + gap * Math.max(0, widths.length - 1);
}
