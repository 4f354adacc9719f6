/** How often a cron line fires. @module */

/** The shortest time between two runs, in minutes, as far as the minutes and hours tell; `undefined` for no cron line. */
export function shortestInterval(cron: string): number | undefined {
  const [minutes, hours, ...rest] = cron.trim().split(/\s+/);
  if (minutes === undefined || hours === undefined || rest.length !== 3) return undefined;
  const at = fieldValues(minutes, 60), in_ = fieldValues(hours, 24);
  if (at === undefined || in_ === undefined) return undefined;
  const runs = in_.flatMap((hour) => at.map((minute) => hour * 60 + minute)).sort((a, b) => a - b);
  const first = runs[0] ?? 0;
  return runs.reduce((shortest, run, n) => Math.min(shortest, (runs[n + 1] ?? first + 1440) - run), 1440);
}

function fieldValues(field: string, limit: number): number[] | undefined {
  const values = new Set<number>();
  for (const part of field.split(",")) {
    const match = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (match === null) return undefined;
    const from = Number(match[1] ?? 0), step = Number(match[3] ?? 1);
    const to = Number(match[2] ?? (match[1] === undefined || match[3] !== undefined ? limit - 1 : from));
    if (step < 1 || from >= limit || to >= limit) return undefined;
    for (let value = from; value <= to; value += step) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}
