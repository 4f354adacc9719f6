/**
 * The source of the items of a restore, as handlers and plans see it.
 *
 * @module
 */
import type { Destination } from "../live/destination_state.ts";
import type { Props } from "../live/reader.ts";
import type { JsonObject } from "../codec/json_value.ts";
import type { ItemRef } from "../looker/item_ref.ts";
import type { ContentType } from "../looker/content_type_names.ts";
import type { SnapshotItem } from "../vault/snapshot.ts";

/** An item of the source without its body. */
export type SourceItem = Omit<SnapshotItem, "canonicalHash" | "validFrom"> & {
  /** Absent where the canonical form was not kept. */
  canonicalHash?: string;
};

/** What a restore takes its items from. */
export interface RestoreSource {
  /** The instance whose ids it speaks of. */
  readonly instance: string;
  /** Whether what it does not know was not there; no for what a restore kept, which is only what it changed. */
  readonly isWhole: boolean;
  /** The hosts that are this instance's own, under which texts link to it. */
  readonly hosts: ReadonlySet<string>;
  /** When the run began that was under way at a time (ISO 8601 UTC); that time where none is known. */
  runBegan(time: string): string;
  /** All items of a type, those that were gone from Looker included. */
  items(type: ContentType): readonly SourceItem[];
  /** An item without its body; undefined when the source does not know it. */
  item(ref: ItemRef): SourceItem | undefined;
  /** An item's body, `_vault` included; null when the source does not know it, or when it is damaged. */
  body(ref: ItemRef): JsonObject | null;
  /** Single properties of an item; null as for {@linkcode RestoreSource.body}. */
  props(ref: ItemRef): Props | null;
  /** Whether an item's body may link to any of some ids: a quick look, before a slow one. */
  mentions(ref: ItemRef, ids: ReadonlySet<string>): boolean;
  /** Whether any value of an item's body is one of some ids: a quick look, before its form is made. */
  names(ref: ItemRef, ids: ReadonlySet<string>): boolean;
  /** What is wrong with a body that cannot be read; null for one that can, or was not tried. */
  damage(ref: ItemRef): string | null;
  /** The SHA-256 of a body as it was first read, which is the only one that is ever given; null where none was. */
  pin(ref: ItemRef): Uint8Array | null;
  /** Whether the vault still holds the body that was first read. */
  isAsRead(ref: ItemRef): boolean;
  /** What is wanted is made of what was last read of the destination: what somebody else changes there meanwhile stays. */
  readonly followsLive?: true;
  /** Is given the destination before that is read; only of a source that is made of it. */
  attach?(destination: Destination): void;
}
