/**
 * What a restore has written so far, as far as it matters to other items: whoever reads one of them again must tell what
 * the restore itself did to it from what somebody else did.
 *
 * @module
 */
import type { Sent } from "../handlers/handler.ts";
import { HANDLERS } from "../handlers/mod.ts";
import { itemKey, type ItemRef } from "../../looker/item_ref.ts";
import { asText, isJsonObject, type JsonValue } from "../../codec/json_value.ts";
import type { ContentType } from "../../looker/content_type_names.ts";

/** Operations that change lists of items, with these. */
const LISTS = new Map(HANDLERS.flatMap(({ touches }) => Object.entries(touches ?? {})));

/** What a restore has written. */
export class Touched {
  /** Writes so far, those under way included. */
  writes = 0;
  private readonly items = new Set<string>();
  private readonly lists = new Set<string>();

  constructor(private readonly onList: (ref: ItemRef | ContentType, key: string) => void = () => {}) {}

  /** Notes a write that is about to be sent on behalf of an item. */
  note(
    ref: ItemRef,
    operation: string,
    { params, body }: { params: Readonly<Record<string, unknown>>; body: JsonValue | undefined },
  ): void {
    this.writes++;
    this.items.add(itemKey(ref));
    const named: Sent = (name) => {
      if (!name.startsWith("body.")) return asText(params[name] as JsonValue | undefined);
      return isJsonObject(body) ? asText(body[name.slice(5)]) : null;
    };
    for (const [type, id, key] of LISTS.get(operation)?.(named) ?? []) {
      this.lists.add(`${type}/${id ?? "*"} ${key}`);
      this.onList(id === null ? type : { type, id }, key);
    }
  }

  /** Whether something was written on behalf of an item. */
  wrote(ref: ItemRef): boolean {
    return this.items.has(itemKey(ref));
  }

  /** Whether the restore itself changed a list of an item of the destination. */
  explains({ type, id }: ItemRef, key: string): boolean {
    return this.lists.has(`${type}/${id} ${key}`) || this.lists.has(`${type}/* ${key}`);
  }
}
