import { systemClock } from "../../lib/base/clock.ts";
import type { Clock } from "../../lib/base/clock.ts";
import { readCatalog } from "../../lib/snapshot/catalog.ts";
import { push } from "../../lib/snapshot/push.ts";
import type { PushRequest, PushResult } from "../../lib/snapshot/push_job.ts";
import type { Store } from "../../lib/snapshot/store.ts";
import { putItem } from "../../lib/vault/content.ts";
import { openVaultForWriting } from "../../lib/vault/open.ts";
import { begin, item, minute, TempDir, WRITING } from "../vault/_vaults.ts";

export const INSTANCE = "https://acme.looker.com";
export const FOLDER = "acme.looker.com";
export const SIGNAL = new AbortController().signal;

/** A clock that goes by itself, a second at each look that asks for one, and never waits. */
export function steppingClock(start = Date.UTC(2026, 0, 1), step = 0): Clock & { set(ms: number): void } {
  let now = start;
  return {
    ...systemClock,
    now: () => now += step,
    monotonic: () => now,
    delay: (ms) => {
      now += ms;
      return Promise.resolve();
    },
    set(ms) {
      now = ms;
    },
  };
}

/** A vault with so many items of noise. */
export function makeVault(path: string, items = 3, bytes = 3000): void {
  using vault = openVaultForWriting(path, WRITING);
  vault.withTransaction(() => {
    vault.setMeta("instance", INSTANCE);
    begin(vault, "s1");
    for (let i = 0; i < items; i++) addItem(vault, `d${i}`, bytes);
  });
}

type Open = ReturnType<typeof openVaultForWriting>;

function addItem(vault: Open, id: string, bytes: number): void {
  const noise = crypto.getRandomValues(new Uint8Array(bytes)).toHex();
  putItem(vault, item("dashboards", id, { id, noise }), { sessionId: "s1", at: minute(1) });
}

/** Adds an item, as a run would. */
export function change(path: string, id: string): void {
  using vault = openVaultForWriting(path, WRITING);
  vault.withTransaction(() => addItem(vault, id, 3000));
}

/** A directory with a vault. */
export class Scene extends TempDir {
  readonly clock = steppingClock();

  constructor(readonly store: Store, items?: number) {
    super();
    makeVault(this.file(), items);
  }

  request(over: Partial<PushRequest> = {}): PushRequest {
    return {
      path: this.file(),
      store: this.store,
      recipients: [],
      lock: null,
      version: "0.1.0",
      clock: this.clock,
      signal: SIGNAL,
      sink: () => {},
      partBytes: 4000,
      ...over,
    };
  }

  /** Pushes a day after the last time. */
  async push(over: Partial<PushRequest> = {}): Promise<PushResult> {
    this.clock.set(this.clock.now() + 86_400_000);
    return await push(this.request(over));
  }

  /** The timestamps of the copies that exist, newest first. */
  async stamps(): Promise<string[]> {
    const { copies } = await readCatalog(this.store, { folder: null, signal: SIGNAL });
    return copies.map(({ stamp }) => stamp);
  }
}
