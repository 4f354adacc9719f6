/**
 * Reads the target instance exactly, as the handlers need it.
 *
 * @module
 */
import type { ReadItem } from "../codec/read_item.ts";
import { InexactError } from "../codec/errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../codec/json_value.ts";
import { MsgpackReader } from "../codec/msgpack_reader.ts";
import { BadAnswerError, StatusError } from "../http/errors.ts";
import { listFolders } from "../looker/folder_listing.ts";
import type { CallOptions, ListOperation, LookerClient, Operation, Params } from "../looker/client.ts";

/** Reads through a client. */
export class ApiReader implements Reader {
  constructor(
    readonly client: LookerClient,
    readonly call: CallOptions,
    readonly known: JsonObject = {},
    private readonly onSaid: (message: string) => void = () => {},
  ) {}

  say(message: string): void {
    this.onSaid(message);
  }

  async get(operation: Operation, params: Readonly<Record<string, unknown>>): Promise<JsonObject | null> {
    try {
      return valueOf(await this.client.get(operation, params as Params<Operation>, this.call));
    } catch (error) {
      if (error instanceof StatusError && error.status === 404) return null;
      throw error;
    }
  }

  async list(operation: Operation, params: Readonly<Record<string, unknown>>): Promise<JsonObject[]> {
    const items = operation === "all_folders" ? await this.folders(params) : (await this.client.list(
      operation as ListOperation,
      params as Params<ListOperation>,
      this.call,
    )).items;
    return items.map((item) => {
      if (item instanceof InexactError) throw item;
      return valueOf(item);
    });
  }

  /** Lists all folders. An incomplete listing is an error, because a restore would create missing folders again. */
  private async folders({ fields }: Readonly<Record<string, unknown>>): Promise<(ReadItem | InexactError)[]> {
    const asked = typeof fields === "string" ? { fields } : {};
    const { items, bad, doubt } = await listFolders(this.client, { ...this.call, ...asked });
    if (doubt !== null) throw new BadAnswerError("all_folders", 200, doubt);
    const [first] = bad;
    if (first !== undefined) throw first;
    return items;
  }
}

function valueOf(item: ReadItem): JsonObject {
  const value = new MsgpackReader(item.bytes).value();
  if (!isJsonObject(value)) throw new Error("Cannot use the answer: it is not a JSON object");
  return value;
}

/** Access to some properties of an item, without reading all of it. */
export interface Props {
  get(key: string): JsonValue | undefined;
}

/** Reads the destination, exactly as Looker returns it. */
export interface Reader {
  readonly client: LookerClient;
  readonly call: CallOptions;
  /**
   * `_vault` of the item in the backup, on the same instance. Its immutable parts are not read again. Other parts that
   * need many requests are read only if the backup has them.
   */
  readonly known?: JsonObject;
  /** Reports something that could not be checked but is not a failure. */
  say?(message: string): void;
  /** Reads an object; null if it does not exist (404). */
  get(operation: Operation, params: Readonly<Record<string, unknown>>): Promise<JsonObject | null>;
  /** Reads a list of objects. */
  list(operation: Operation, params: Readonly<Record<string, unknown>>): Promise<JsonObject[]>;
}
