/**
 * One extraction, killed (`kill -9`) again and again and gone on with each time: what it costs, and what comes out.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { type Running, start, summaryOf, Workplace } from "../e2e/_run.ts";
import { content, OpenVault } from "../e2e/_vault.ts";
import { Random } from "../sim/random.ts";
import { type Sim, type SimOptions, startSim } from "../sim/mod.ts";
import { censusCalls } from "./census_calls.ts";

/** How often to kill what. */
export interface KillsOptions {
  seed: number;
  kills: number;
  /** Requests in flight: so many are lost with each kill, whatever the program does. Default 8. */
  workers?: number;
  instance?: SimOptions;
}

/** What it cost, in requests. */
export interface KillsResult {
  /** How often the run was really killed: it may come to its end before the last. */
  kills: number;
  /** An uninterrupted run. */
  whole: number;
  /** All parts of the interrupted one together. */
  total: number;
  /** Of these: logging in, and listing what is unfinished, in the parts that went on. */
  census: number;
  /** What is left, as a multiple of an uninterrupted run. */
  ratio: number;
}

/** Kills a run after random numbers of requests, goes on with it, and compares the vault with an uninterrupted one. */
export async function killedAgainAndAgain(options: KillsOptions): Promise<KillsResult> {
  const random = new Random(options.seed * 48271 + 29);
  const trigger = new Trigger();
  await using sim = startSim({ seed: options.seed, tileBytes: 300, ...options.instance, now: trigger.now });
  trigger.sim = sim;
  using place = Workplace.at(sim);
  const control = place.vault("control.db");
  const args = ["--json", "--progress", "none", "extract", "--workers", `${options.workers ?? 8}`];
  const expected = summaryOf(await start(control, args).ended, 0);
  const whole = sim.stats.requests;
  let kills = 0, census = 0, listing = censusCalls(sim.log);
  for (;;) {
    const from = sim.stats.requests;
    const running = start(place, args);
    // Less than a fair share of what is left, so that there is something left for each kill; a quarter falls into the listing.
    const left = Math.max(0, whole - (from - whole - census));
    const share = Math.ceil(Math.min(2 / (options.kills - kills), 0.7) * left);
    const after = random.below(4) === 0 ? random.below(listing + 1) : listing + random.below(share + 1);
    if (kills < options.kills) trigger.arm(running, from + 1 + after);
    const outcome = await running.ended;
    const spent = censusCalls(sim.log.slice(from));
    if (kills > 0) census += spent;
    if (outcome.code === 0) {
      assertEquals({ ...summaryOf(outcome, 0).totals }, { ...expected.totals });
      break;
    }
    kills++;
    if (after > listing) listing = spent;
  }
  const total = sim.stats.requests - whole;
  compare(place.db, control.db);
  return { kills, whole, total, census, ratio: (total - census) / whole };
}

function compare(path: string, control: string): void {
  using vault = new OpenVault(path);
  using whole = new OpenVault(control);
  assertEquals(content(vault), content(whole));
  assertEquals(vault.value("PRAGMA quick_check"), "ok");
  assertEquals(vault.value("SELECT count(*) FROM content_history"), 0);
  // A run killed before it stored anything leaves its record, and nothing to go on with.
  const ended = "SELECT count(*) FROM extraction_sessions WHERE stored > 0 OR status <> 'interrupted'";
  assertEquals(vault.value(ended), 1);
  assertEquals(vault.value("SELECT count(*) FROM extraction_sessions WHERE status = 'completed'"), 1);
  assertEquals(vault.value("SELECT count(*) FROM capture_parts"), 0);
}

/** Kills a process the moment that a request arrives: the simulator asks for the time then. */
class Trigger {
  sim: Sim | null = null;
  private armed: { running: Running; at: number } | null = null;

  readonly now = (): number => {
    if (this.armed !== null && this.sim !== null && this.sim.stats.requests + 1 >= this.armed.at) {
      const { running } = this.armed;
      this.armed = null;
      running.kill("SIGKILL");
    }
    return Date.now();
  };

  /** Kills `running` when the request with that number arrives. */
  arm(running: Running, at: number): void {
    this.armed = { running, at };
    running.ended.finally(() => this.disarm());
  }

  disarm(): void {
    this.armed = null;
  }
}
