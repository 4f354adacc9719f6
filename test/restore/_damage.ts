/**
 * An instance that was backed up, and an admin who breaks it through the API.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import type { RestoreOptions } from "../../lib/restore/restore_request.ts";
import type { RestoreSummary } from "../../lib/restore/restore_summary.ts";
import { backedUp, type Backup } from "../extract/_in_process.ts";
import type { JsonObject, NormalForm, Sim, SimOptions } from "../sim/mod.ts";
import { differences, lostIds } from "./_forms.ts";
import { restore, type RestoreCase } from "./_in_process.ts";

/** A bit of everything. */
export const MIXED: SimOptions = {
  dashboards: 14,
  looks: 9,
  folders: 10,
  users: 10,
  groups: 10,
  tileBytes: 300,
};

/** A person's request; null when Looker refused it. */
export type Ask = (method: string, path: string, body?: unknown) => Promise<JsonObject | null>;

/** What breaks something. */
export type Damage = (ask: Ask, sim: Sim) => Promise<unknown>;

/** Everything, with plans and alerts enabled again as they were. */
const ENABLED: Partial<RestoreOptions> = { enableSchedules: true };

/** An instance, its backup, and how it was when it was backed up. */
export class Damaged implements AsyncDisposable {
  private constructor(
    readonly sim: Sim,
    readonly vault: Backup,
    readonly ask: Ask,
    readonly before: NormalForm,
  ) {}

  /** `change` is done before the backup that counts. */
  static async start(
    options: SimOptions = {},
    change: ((at: Damaged) => Promise<void>) | null = null,
  ): Promise<Damaged> {
    const { sim, vault } = await backedUp({ ...MIXED, ...options }, { run: { noUserValues: false } });
    const ask = await personAt(sim);
    if (change !== null) {
      await change(new Damaged(sim, vault, ask, formOf(sim)));
      await vault.run({ noUserValues: false });
    }
    return new Damaged(sim, vault, ask, formOf(sim));
  }

  /** Restores everything, and expects the instance to be as it was; then once more, which must write nothing. */
  async repair(given: RestoreCase = {}): Promise<RestoreSummary> {
    const { sim, vault, before } = this;
    const damaged = formOf(sim);
    sim.violations.length = 0;
    const deletions = sim.deletions().length, mails = sim.mails.length;
    const summary = await restore(vault.path, sim, { ...given, options: ENABLED });
    assertEquals(summary.errors, []);
    const after = formOf(sim);
    assertEquals(differences(before, after), []);
    assertEquals(lostIds({ before, damaged, after }), []);
    assertEquals(summary.status, "completed");
    assertEquals(summary.verified.different, 0);
    assertEquals(sim.deletions().slice(deletions), []);
    assertEquals(sim.violations, []);
    const other = sim.mails.slice(mails).filter(({ why }) => why !== "plan_enabled" && why !== "alert_armed");
    assertEquals(other, []);
    await this.expectNothingToDo();
    return summary;
  }

  /** Expects a restore to find everything as it is in the backup. */
  async expectNothingToDo(): Promise<void> {
    const { sim, vault } = this;
    const writes = sim.writes().length;
    const again = await restore(vault.path, sim, { options: ENABLED });
    assertEquals(again.errors, []);
    assertEquals(sim.writes().slice(writes).map(({ operation, path }) => `${operation} ${path}`), []);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.vault[Symbol.asyncDispose]();
    await this.sim[Symbol.asyncDispose]();
  }
}

/** The instance as it is compared. */
export function formOf(sim: Sim): NormalForm {
  return sim.normalForm({ ids: true, restorable: true });
}

/** Somebody who is logged in. */
async function personAt(sim: Sim): Promise<Ask> {
  const { clientId: client_id, clientSecret: client_secret } = sim.options;
  const body = new URLSearchParams({ client_id, client_secret });
  const login = await fetch(`${sim.url}/api/4.0/login`, { method: "POST", body });
  const { access_token } = await login.json();
  const headers = { authorization: `token ${access_token}`, "content-type": "application/json" };
  return async (method, path, body) => {
    const response = await fetch(`${sim.url}/api/4.0${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) return null;
    return text === "" ? {} : JSON.parse(text);
  };
}
