import type { CreateStep, Task, WriteOptions, Writer } from "../../lib/handlers/task.ts";
import type { RefKind } from "../../lib/looker/item_ref.ts";
import { systemClock } from "../../lib/base/clock.ts";
import type { JsonObject, JsonValue } from "../../lib/codec/json_value.ts";
import { connect, type Connection } from "../../lib/looker/connect.ts";
import type { Operation } from "../../lib/looker/client.ts";
import { changesOf } from "../../lib/live/form_changes.ts";
import type { Handler } from "../../lib/handlers/handler.ts";
import { ApiReader } from "../../lib/live/reader.ts";
import { AS_IS } from "../../lib/handlers/references.ts";
import type { Sim } from "../sim/mod.ts";

/** Writes one item to the instance it comes from, without an engine. */
export class PlainWriter extends ApiReader implements Writer, AsyncDisposable {
  readonly refs = AS_IS;
  readonly warnings: string[] = [];
  readonly mapped = new Map<string, string>();

  private constructor(private readonly connection: Connection, readonly options: WriteOptions) {
    super(connection.client, { signal: new AbortController().signal }, { groups: [], roles: [], values: [] });
  }

  static to(sim: Sim, options: Partial<WriteOptions> = {}): PlainWriter {
    const { clientId, clientSecret } = sim.options;
    const settings = {
      baseUrl: sim.url,
      clientId,
      clientSecret,
      timeoutSeconds: 60,
      workers: 4,
      maxRetries: 0,
    };
    return new PlainWriter(connect(settings, { clock: systemClock }), {
      enableSchedules: false,
      sameInstance: true,
      ownId: "1",
      knows: () => true,
      ...options,
    });
  }

  send(
    operation: Operation,
    params: Readonly<Record<string, unknown>>,
    body?: JsonValue,
  ): Promise<JsonValue> {
    return this.client.write(operation, params, { ...this.call, ...(body !== undefined && { body }) });
  }

  async patch(
    operation: Operation,
    params: Readonly<Record<string, unknown>>,
    body: JsonObject,
  ): Promise<void> {
    if (Object.keys(body).length > 0) await this.send(operation, params, body);
  }

  async attempt(_path: string | readonly string[], work: () => Promise<unknown>): Promise<boolean> {
    await work();
    return true;
  }

  intend(): Promise<void> {
    return Promise.resolve();
  }

  async create({ operation, params = {}, body }: CreateStep): Promise<JsonObject> {
    return await this.send(operation, params, body) as JsonObject;
  }

  map(kind: RefKind, from: string, to: string): void {
    this.mapped.set(`${kind}/${from}`, to);
  }

  isTaken(): boolean {
    return false;
  }

  warn(message: string): void {
    this.warnings.push(message);
  }

  /** What is to become of an item: a new one when `live` is null. */
  task(handler: Handler, source: JsonObject, live: JsonObject | null): Task {
    const before = live === null ? null : handler.form(live, AS_IS);
    const form = handler.form(source, AS_IS);
    const wanted = handler.applyPolicy?.(form, before, this.options) ?? form;
    // A task is proven against later: nothing that creates or updates may change it.
    return frozen({
      ref: { type: handler.type, id: String(source["id"]) },
      source,
      wanted,
      live,
      destinationId: live === null ? null : String(live["id"]),
      changes: changesOf(handler, before ?? {}, wanted),
    }, this);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.connection[Symbol.asyncDispose]();
  }
}

/** A task that nobody can change, at any depth. */
function frozen(task: Omit<Task, "writer">, writer: Writer): Task {
  const freeze = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    Object.values(Object.freeze(value)).forEach(freeze);
  };
  freeze(task);
  return { ...task, writer };
}
