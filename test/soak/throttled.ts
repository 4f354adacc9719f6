/**
 * A server that allows so many requests a second and answers 429 beyond, live: real time, a real process.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { start, type Summary, summaryOf, until, Workplace } from "../e2e/_run.ts";
import { type RequestRecord, type Sim, startSim } from "../sim/mod.ts";

/** What a throttled run was like. Times in seconds. */
export interface ThrottledFigures {
  requests: number;
  seconds: number;
  /** Its requests that got through, at the rate that the server allows. */
  best: number;
  /** Share of the requests sent after the first five seconds that were answered 429. */
  lateShare: number;
  logins: number;
}

/** Requests a second that the server allows. */
const ALLOWED = 50;

/** Backs up the values of so many users, one request each, at 50 requests a second; tokens live two seconds if asked. */
export async function throttled(users: number, tokenTtlSeconds = 3600): Promise<ThrottledFigures> {
  await using sim = startSim({
    ...people(users),
    latencyMs: 20,
    rateLimitPerSecond: ALLOWED,
    tokenTtlSeconds,
  });
  using place = Workplace.at(sim);
  const summary = await stored(sim, place);
  const through = sim.log.filter(({ status }) => status !== 429);
  const late = sim.log.filter(({ at }) => at > firstAt(sim) + 5000);
  return {
    requests: sim.log.length,
    seconds: summary.duration_seconds,
    best: through.length / ALLOWED,
    lateShare: late.filter(({ status }) => status === 429).length / Math.max(1, late.length),
    logins: sim.count("login"),
  };
}

/** How a run comes back to full speed when the limit is lifted. Rates are requests a second. */
export interface LiftedFigures {
  /** What eight workers reach of a server without a limit. */
  fullRate: number;
  /** Seconds from lifting the limit until a second with nine tenths of that. */
  backAfter: number;
}

/** Lifts the limit after so many seconds. */
export async function lifted(users: number, afterSeconds: number): Promise<LiftedFigures> {
  await using sim = startSim({ ...people(users), latencyMs: 40 });
  using free = Workplace.at(sim);
  await stored(sim, free);
  const fullRate = Math.max(...perSecond(sim.log, firstAt(sim)).slice(0, -1));
  const from = sim.log.length;
  sim.setRateLimit(ALLOWED);
  using place = Workplace.at(sim);
  const running = start(place, ["--json", "--progress", "none", "extract", "user_attributes"]);
  const allowed = from + afterSeconds * ALLOWED;
  await until(() => sim.log.length > from, "the first request");
  const first = sim.log[from]?.at ?? 0;
  while (Date.now() < first + afterSeconds * 1000 && sim.log.length < allowed * 2) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  sim.setRateLimit(undefined);
  const at = Date.now();
  assertEquals(summaryOf(await running.ended, 0).status, "completed");
  const rates = perSecond(sim.log.slice(from).filter((record) => record.at >= at), at);
  const second = rates.findIndex((rate) => rate >= fullRate * 0.9);
  return { fullRate, backAfter: second < 0 ? Infinity : second + 1 };
}

/** An instance of many users and little else. */
function people(users: number): Parameters<typeof startSim>[0] {
  return { dashboards: 0, looks: 0, folders: 2, groups: 1, users, tileBytes: 300 };
}

/** Backs up user attributes: all of them must be stored. */
async function stored(sim: Sim, place: Workplace): Promise<Summary> {
  const running = start(place, ["--json", "--progress", "none", "extract", "user_attributes"]);
  const summary = summaryOf(await running.ended, 0);
  assertEquals([summary.status, summary.totals.failed, sim.violations], ["completed", 0, []]);
  return summary;
}

function firstAt(sim: Sim): number {
  return sim.log[0]?.at ?? 0;
}

/** Requests that got through in each second from `from` on. */
function perSecond(records: readonly RequestRecord[], from: number): number[] {
  const rates: number[] = [];
  for (const { at, status } of records) {
    if (status === 429) continue;
    const second = Math.floor((at - from) / 1000);
    rates[second] = (rates[second] ?? 0) + 1;
  }
  return Array.from(rates, (rate) => rate ?? 0);
}
