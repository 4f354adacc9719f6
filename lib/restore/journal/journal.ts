/**
 * Records what a restore does, before and after each write: the intended requests, their results, and the id map.
 *
 * @module
 */
import { GroupCommit } from "../../vault/group_commit.ts";
import { itemKey, type ItemRef, type RefKind } from "../../looker/item_ref.ts";
import { keepsPublicLinks } from "../../extract/scrub.ts";
import { scrubbed } from "../../extract/secrets.ts";
import { type Clock, isoTime } from "../../base/clock.ts";
import { typeCode } from "../../looker/content_type_names.ts";
import { addDeadLetter, type NewDeadLetter, removeDeadLetters } from "../../vault/dead_letters.ts";
import { type MapDirection, saveMapping } from "../../vault/id_map.ts";
import {
  type RestorationCheckpoint,
  type RestorationStanding,
  savePreImage,
  saveRestoration,
  saveRestorationCheckpoint,
} from "../../vault/restorations.ts";
import type { Vault } from "../../vault/vault.ts";
import { Notes, noteText } from "../plan/form_pin.ts";
import type { Destination } from "../../live/destination_state.ts";

/** The options of a journal. */
export interface JournalOptions {
  vault: Vault;
  clock: Clock;
  sessionId: string;
  direction: MapDirection;
  /** The number of items between two checkpoints. */
  interval: number;
  /** Returns the current state of the restore, for each checkpoint. */
  standing: () => RestorationStanding;
  onCheckpoint: (items: number) => void;
  /** The items that an earlier part of the restore created, by `type/id`. */
  createdBefore?: ReadonlySet<string>;
}

/** A translation of an id, to record in the id map. */
export interface Translation {
  kind: RefKind;
  from: string;
  to: string;
}

/** The step of the entire item, and the step that records how a created item was read back. */
export const WHOLE_ITEM = "item", READ_BACK = "read_back";

/** The number of items whose state is recorded in one transaction before anything is changed. */
const KEPT = 100;

/** The only writer to the vault while a restore runs. */
export class Journal {
  private waiting: RestorationCheckpoint[] = [];
  private readonly notes: GroupCommit;

  /** Items that were created, by `type/id`. */
  private readonly known: Set<string>;
  /** The results of reading created items back. */
  readonly readBacks = new Notes((note) =>
    this.notes.later(() =>
      this.checkpoint(note.ref, { step: READ_BACK, state: "created", destinationId: noteText(note) })
    )
  );

  constructor(private readonly options: JournalOptions) {
    this.known = new Set(options.createdBefore);
    this.notes = new GroupCommit(options.vault, options.clock);
  }

  /** Records the current state of items of the destination, before they are changed. */
  keep(destination: Destination, refs: readonly ItemRef[]): void {
    const { vault, sessionId } = this.options;
    const keepLinks = keepsPublicLinks(vault);
    for (let i = 0; i < refs.length; i += KEPT) {
      vault.withTransaction(() => {
        for (const { type, id } of refs.slice(i, i + KEPT)) {
          const served = destination.bytes({ type, id });
          const body = served === null ? null : scrubbed(served, { keepLinks }) ?? served;
          if (body !== null) {
            savePreImage(vault, sessionId, { type: typeCode(type), id, body, at: this.now() });
          }
        }
      });
    }
  }

  /**
   * Records that creates are about to be sent. Until each of them is recorded as created, its outcome is unknown.
   * Resolves
   * when the record survives a kill of the process. With `isHidden` the record also survives a power cut; such records
   * share
   * one wait for the disk.
   */
  async intend(ref: ItemRef, steps: readonly string[], { isHidden }: { isHidden: boolean }): Promise<void> {
    const note = (): void => {
      for (const step of steps) this.checkpoint(ref, { step, state: "intended", destinationId: null });
    };
    if (isHidden) await this.notes.durably(note);
    else this.notes.now(note);
  }

  /**
   * Records a created item together with the translation of its id, in one transaction. Callers need not wait: after a
   * crash, the intention is recorded, and the created item is searched for.
   */
  created(ref: ItemRef, step: string, to: { id: string; translation: Translation | null }): void {
    if (step === ref.type) this.known.add(itemKey(ref));
    this.notes.later(() => {
      this.checkpoint(ref, { step, state: "created", destinationId: to.id });
      if (to.translation !== null) this.saveTranslation(to.translation);
    });
  }

  /** Whether the restore created an item. */
  hasCreated(ref: ItemRef): boolean {
    return this.known.has(itemKey(ref));
  }

  /** Records translations. */
  translate(translations: readonly Translation[]): void {
    if (translations.length === 0) return;
    this.notes.later(() => {
      for (const translation of translations) this.saveTranslation(translation);
    });
  }

  /** Records that an item is finished. The next checkpoint writes the record. */
  done(ref: ItemRef, state: RestorationCheckpoint["state"], destinationId: string | null): void {
    this.waiting.push({
      type: typeCode(ref.type),
      itemId: ref.id,
      step: WHOLE_ITEM,
      state,
      destinationId,
      at: this.now(),
    });
    if (this.waiting.length >= this.options.interval) this.flush();
  }

  /** Adds a failed item to the dead-letter queue. */
  fail(ref: ItemRef, deadLetter: Omit<NewDeadLetter, "sessionId" | "type" | "itemId" | "at">): void {
    const { vault, sessionId } = this.options;
    this.notes.write();
    vault.withTransaction(() => {
      addDeadLetter(vault, {
        ...deadLetter,
        sessionId,
        type: typeCode(ref.type),
        itemId: ref.id,
        at: this.now(),
      });
      this.checkpoint(ref, { step: WHOLE_ITEM, state: "failed", destinationId: null });
    });
  }

  /** Writes a checkpoint: the finished items, and the state of the restore. */
  flush(): void {
    this.notes.write();
    const { vault, sessionId, direction, standing, onCheckpoint } = this.options;
    const waiting = this.waiting;
    vault.withTransaction(() => {
      for (const checkpoint of waiting) {
        saveRestorationCheckpoint(vault, sessionId, checkpoint);
        if (checkpoint.state === "skipped") continue;
        const { type, itemId } = checkpoint;
        removeDeadLetters(vault, { type, itemId, destination: direction.destination });
      }
      saveRestoration(vault, sessionId, standing());
    });
    this.waiting = [];
    if (waiting.length > 0) onCheckpoint(waiting.length);
  }

  private checkpoint(
    { type, id }: ItemRef,
    checkpoint: Pick<RestorationCheckpoint, "step" | "state" | "destinationId">,
  ): void {
    saveRestorationCheckpoint(this.options.vault, this.options.sessionId, {
      type: typeCode(type),
      itemId: id,
      at: this.now(),
      ...checkpoint,
    });
  }

  private saveTranslation({ kind, from, to }: Translation): void {
    const { vault, sessionId, direction } = this.options;
    saveMapping(vault, direction, { kind, sourceId: from, destinationId: to, sessionId, at: this.now() });
  }

  private now(): string {
    return isoTime(this.options.clock.now());
  }
}

/** Returns the key of an item's step in the set of steps whose outcome is unknown. */
export function stepKey({ type, id }: ItemRef, step: string): string {
  return `${type}/${id} ${step}`;
}
