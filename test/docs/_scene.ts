/**
 * A Looker that was backed up two days ago, somebody who breaks it, and a shell to mend it from.
 *
 * @module
 */
import { CONTENT_TYPES, type ContentType } from "../../lib/looker/content_type_names.ts";
import { backedUp, backup } from "../extract/_in_process.ts";
import { daysLater } from "../restore/_days.ts";
import { formOf } from "../restore/_damage.ts";
import { type NormalForm, type Sim, startSim } from "../sim/mod.ts";
import { Inside } from "./_inside.ts";
import { KEY, Shell } from "./_shell.ts";

/** An admin's request to Looker's API. */
export type Ask = (method: string, path: string, body?: unknown) => Promise<void>;

/** One instance with its vault, and the terminal beside it. */
export class Scene implements AsyncDisposable {
  private constructor(
    readonly sim: Sim,
    /** An empty instance with other ids: `https://new.looker.example`. */
    readonly other: Sim,
    /** The same Looker at another address: `https://moved.looker.example`. */
    readonly moved: Sim,
    readonly shell: Shell,
    private readonly inside: Inside | null,
    readonly ask: Ask,
    /** The instance as it was first backed up. */
    readonly before: NormalForm,
  ) {
    this.expected = before;
  }

  /** How the instance shall be in the end. */
  expected: NormalForm;
  /** What the person of the story owned. */
  owned: readonly string[] = [];

  /**
   * An instance of the usual size, backed up two and a half days ago: half a day away from any date, whatever the hour.
   * The commands are processes if `processes` says so.
   */
  static async start({ processes = false } = {}): Promise<Scene> {
    const size = { ...KEY, dashboards: 31, looks: 10, tileBytes: 600 };
    const { sim, vault } = await backedUp(
      size,
      { run: { noUserValues: false, incremental: true }, deps: { clock: daysLater(-2.5) } },
    );
    await using _folder = vault;
    const moved = startSim(size);
    const other = startSim({ ...KEY, emptied: true, idOffset: 5000 });
    const inside = processes ? null : new Inside();
    const shell = new Shell(sim, {
      others: { "https://new.looker.example": other.url, "https://moved.looker.example": moved.url },
      inside,
    });
    shell.login();
    const scene = new Scene(sim, other, moved, shell, inside, await adminOf(sim), formOf(sim));
    await Deno.rename(vault.path, scene.vault);
    return scene;
  }

  /** The vault. */
  get vault(): string {
    return `${this.shell.dir}/lookervault.db`;
  }

  /** A nightly backup, some days from now (so a negative number), of everything or of some types. */
  async night(days: number, types: readonly ContentType[] = CONTENT_TYPES): Promise<void> {
    await using place = await backup(this.sim);
    if (exists(this.vault)) await Deno.rename(this.vault, place.path);
    await place.run({ types, noUserValues: false, incremental: true }, { clock: daysLater(days) });
    await Deno.rename(place.path, this.vault);
  }

  /** Runs the program as a step of the story that the document does not show; its exit code. */
  async lookervault(line: string): Promise<number> {
    return (await this.shell.line(`lookervault ${line}`)).code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.shell[Symbol.dispose]();
    await this.inside?.[Symbol.asyncDispose]();
    await this.sim[Symbol.asyncDispose]();
    await this.other[Symbol.asyncDispose]();
    await this.moved[Symbol.asyncDispose]();
  }
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

async function adminOf(sim: Sim): Promise<Ask> {
  const body = new URLSearchParams({ client_id: KEY.clientId, client_secret: KEY.clientSecret });
  const login = await fetch(`${sim.url}/api/4.0/login`, { method: "POST", body });
  const { access_token } = await login.json();
  const headers = { authorization: `token ${access_token}`, "content-type": "application/json" };
  return async (method, path, body) => {
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const answer = await fetch(`${sim.url}/api/4.0${path}`, init);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 300)}`);
  };
}
