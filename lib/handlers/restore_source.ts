/**
 * The source of the items of a restore, as handlers and plans see it.
 *
 * @module
 */
import type { Destination } from "../live/destination_state.ts";
import type { Props } from "../live/reader.ts";
import type { JsonObject } from "../codec/json_value.ts";
import type { Reason } from "./reason.ts";
import type { ItemRef } from "../looker/item_ref.ts";
import type { ContentType } from "../looker/content_type_names.ts";
import type { SnapshotItem } from "../vault/snapshot.ts";

/** An item of the source without its body. */
export type SourceItem = Omit<SnapshotItem, "validFrom">;

/** The source of the items of a restore. */
export interface RestoreSource {
  /** The instance to which its ids belong. */
  readonly instance: string;
  /**
   * Whether an item that the source lacks did not exist. False if the source contains only what a restore changes, as
   * for an undo.
   */
  readonly isWhole: boolean;
  /** The hosts of this instance, with which texts link to it. */
  readonly hosts: ReadonlySet<string>;
  /**
   * Returns the start of the run that was in progress at a time (ISO 8601 UTC); the time itself if no such run is
   * known.
   */
  runBegan(time: string): string;
  /** Returns all items of a type, deleted ones included. */
  items(type: ContentType): readonly SourceItem[];
  /** Returns an item without its body; undefined if the source lacks it. */
  item(ref: ItemRef): SourceItem | undefined;
  /** Returns why an item is not restored although it is in the source; null if it can be. */
  leaves?(ref: ItemRef): Reason | null;
  /**
   * Returns the hash of an item's canonical form in hexadecimal digits; undefined if it is unknown. The hashes of many
   * items would take more memory than everything else that is known of them, so each is read when it is needed.
   */
  form(ref: ItemRef): string | undefined;
  /** Returns an item's body, `_vault` included; null if the source lacks it or the body is damaged. */
  body(ref: ItemRef): JsonObject | null;
  /** Returns access to single properties of an item; null as for {@linkcode RestoreSource.body}. */
  props(ref: ItemRef): Props | null;
  /** Whether an item's body may link to any of the ids. A fast check before a slow one. */
  mentions(ref: ItemRef, ids: ReadonlySet<string>): boolean;
  /** Whether any value of an item's body is one of the ids. A fast check before its form is built. */
  names(ref: ItemRef, ids: ReadonlySet<string>): boolean;
  /** Returns what is wrong with a body that cannot be read; null if it can be read or was not read yet. */
  damage(ref: ItemRef): string | null;
  /**
   * Returns the SHA-256 of a body when it was first read. All later reads return the same body. Null if none was read.
   */
  pin(ref: ItemRef): Uint8Array | null;
  /** Whether the vault still contains the body that was first read. */
  isAsRead(ref: ItemRef): boolean;
  /**
   * Whether the wanted form is built from the newest state of the destination, so that changes by others meanwhile are
   * kept.
   */
  readonly followsLive?: true;
  /** Receives the destination before it is read. Only a source that is built from the destination has this method. */
  attach?(destination: Destination): void;
}
