/**
 * Formats times in a time zone, with 24 hours. Pure.
 *
 * @module
 */

/** Formats times in one zone. */
export class Clockface {
  private readonly parts: Intl.DateTimeFormat;
  private readonly zoneName: Intl.DateTimeFormat;
  /** The parts of times, by minute. Formatting the times of a list again on each key takes longer than a search. */
  private readonly known = new Map<number, Record<string, string>>();

  /** `zone` is a name such as `Europe/Berlin`. The default is the zone of the machine. */
  constructor(zone?: string) {
    const timeZone = zone === undefined ? {} : { timeZone: zone };
    this.parts = new Intl.DateTimeFormat("en-GB", {
      ...timeZone,
      weekday: "short",
      day: "numeric",
      month: "short",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    this.zoneName = new Intl.DateTimeFormat("en-GB", { ...timeZone, timeZoneName: "short" });
  }

  private of(time: Date): Record<string, string> {
    if (Number.isNaN(time.getTime())) {
      return { weekday: "", day: "?", month: "", year: "", hour: "?", minute: "?" };
    }
    const minute = Math.floor(time.getTime() / 6e4);
    let parts = this.known.get(minute);
    if (parts === undefined) {
      parts = Object.fromEntries(this.parts.formatToParts(time).map(({ type, value }) => [type, value]));
      if (this.known.size >= 5000) this.known.clear();
      this.known.set(minute, parts);
    }
    return parts;
  }

  /** `Thu 27 Nov`. */
  day(time: Date): string {
    const { weekday, day, month } = this.of(time);
    return `${weekday} ${day} ${month}`;
  }

  /** `27 Nov`. */
  short(time: Date): string {
    const { day, month } = this.of(time);
    return `${day} ${month}`;
  }

  /** `27 Nov 2025`. */
  date(time: Date): string {
    const { day, month, year } = this.of(time);
    return `${day} ${month} ${year}`;
  }

  /** `Nov`. */
  month(time: Date): string {
    return this.of(time)["month"] ?? "";
  }

  /** `02:17`. */
  clock(time: Date): string {
    const { hour, minute } = this.of(time);
    return `${hour}:${minute}`;
  }

  /** `Thu 27 Nov 2025, 02:17 UTC`. */
  stamp(time: Date): string {
    if (Number.isNaN(time.getTime())) return "an unknown time";
    return `${this.day(time)} ${this.of(time)["year"]}, ${this.clock(time)} ${this.zone(time)}`;
  }

  /** `UTC`, `CET`. */
  zone(time: Date): string {
    if (Number.isNaN(time.getTime())) return "";
    return this.zoneName.formatToParts(time).find(({ type }) => type === "timeZoneName")?.value ?? "";
  }

  /** `27 Nov`, or `27 Nov 2024` if the year is not the year of `now`. */
  near(time: Date, now: Date): string {
    return this.of(time)["year"] === this.of(now)["year"] ? this.short(time) : this.date(time);
  }
}

/**
 * Returns a label for each run: its day, such as `Thu 27 Nov`. Runs of another year than the last run have the year,
 * runs of one day have the time, and runs of one minute have a counter.
 */
export function runLabels(runs: readonly { at: string }[], clock: Clockface): string[] {
  const times = runs.map(({ at }) => new Date(at)), last = times.at(-1) ?? new Date(NaN);
  const days = times.map((time) => {
    const near = clock.near(time, last);
    return clock.day(time) + near.slice(clock.short(time).length);
  });
  const perDay = countEach(days);
  const labels = days.map((day, run) =>
    perDay.get(day) === 1 ? day : `${day}, ${clock.clock(times[run] ?? last)}`
  );
  const perLabel = countEach(labels), seen = new Map<string, number>();
  return labels.map((label) => {
    if (perLabel.get(label) === 1) return label;
    const place = (seen.get(label) ?? 0) + 1;
    seen.set(label, place);
    return `${label} (${place})`;
  });
}

function countEach(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/** `45 min`, `6 h`, `3 days`. */
export function ageText(milliseconds: number): string {
  const minutes = Math.max(0, Math.round(milliseconds / 6e4));
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

/** `2 min 13 s`. */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes} min ${whole % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `13 685`, with narrow spaces. */
export function numberText(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

/** `1 dashboard`, `2 dashboards`. */
export function countText(number: number, one: string, many = `${one}s`): string {
  return `${numberText(number)} ${number === 1 ? one : many}`;
}

/** `38.2 MB`. */
export function sizeText(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)} MB`;
  return bytes >= 1e3 ? `${Math.round(bytes / 1e3)} kB` : `${bytes} bytes`;
}
