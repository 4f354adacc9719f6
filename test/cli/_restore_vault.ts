import { DatabaseSync } from "node:sqlite";
import { openVaultForWriting } from "../../lib/vault/open.ts";
import { TempDir, WRITING } from "../vault/_vaults.ts";

/** Options of a restore of everything, as they stand in vaults. */
export const STORED_OPTIONS = {
  scope: { kind: "all" },
  at: "2026-01-02T03:00:00.000Z",
  withDependencies: false,
  folders: [],
  owners: [],
  ids: [],
  updatedAfter: null,
  updatedBefore: null,
  only: [],
  exclude: [],
  skipIfModified: false,
  ownerMap: { 7: "9" },
  defaultOwner: null,
  enableSchedules: false,
  workers: 4,
  maxRetries: 2,
  checkpointInterval: 50,
  undo: null,
  command: "restore all",
};

/** A session's row, as far as it matters here. */
export interface Session {
  id: string;
  status: string;
  began: string;
  destination?: string;
  options?: object;
}

/** A vault whose restores were written with plain SQL, in a folder of its own. */
export class RestoredVault implements Disposable {
  private readonly dir = new TempDir();
  readonly path = this.dir.file();
  readonly db: DatabaseSync;

  constructor(sessions: readonly Session[] = []) {
    openVaultForWriting(this.path, WRITING)[Symbol.dispose]();
    this.db = new DatabaseSync(this.path);
    this.db.exec("INSERT INTO meta (key, value) VALUES ('instance', 'https://acme.looker.com')");
    for (const session of sessions) this.addSession(session);
  }

  addSession(
    { id, status, began, destination = "https://acme.looker.com", options = STORED_OPTIONS }: Session,
  ): void {
    this.db.prepare(
      `INSERT INTO restoration_sessions (id, status, started_at, api_user_email, host_user, lookervault_version, options,
         source, destination, planned, created, updated, failed, calls, verified_same)
       VALUES (?, ?, ?, 'ada@acme.com', 'ada', '0', ?, 'https://acme.looker.com', ?, 12, 2, 3, 1, 40, 5)`,
    ).run(id, status, began, JSON.stringify(options), destination);
  }

  addLetter(session: string, type: number, item: string, message: string): void {
    this.db.prepare(
      `INSERT INTO dead_letter_queue (session_id, content_type, item_id, operation, status, message, stack, payload,
         tries, created_at, last_tried_at)
       VALUES (?, ?, ?, 'update_dashboard', 422, ?, 'Error: at x', ?, 2, '2026-01-02T03:04:05.000Z', '2026-01-03T03:04:05.000Z')`,
    ).run(session, type, item, message, new TextEncoder().encode('{"title":"a","big":9007199254740993}'));
  }

  /** A row of a restore's journal. */
  addStep(
    session: string,
    type: number,
    { id, step, state, to }: { id: string; step: string; state: string; to: string | null },
  ): void {
    this.db.prepare(
      `INSERT INTO restoration_checkpoints
         (session_id, content_type, item_id, step, state, destination_id, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, '2026-01-03T03:05:00.000Z')`,
    ).run(session, type, id, step, state, to);
  }

  addMapping(kind: string, from: string, to: string, destination = "https://new.looker.com"): void {
    this.db.prepare(
      "INSERT INTO id_mappings VALUES ('https://acme.looker.com', ?, ?, ?, ?, NULL, '2026-01-02T03:04:05.000Z')",
    ).run(destination, kind, from, to);
  }

  /** Rows of the queue. */
  letters(): number {
    return Number(this.db.prepare("SELECT count(*) AS n FROM dead_letter_queue").get()?.["n"]);
  }

  [Symbol.dispose](): void {
    this.db.close();
    this.dir[Symbol.dispose]();
  }
}
