/**
 * Records what a restore does, before and after: the intended requests, their results, and the id map.
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

/** What a journal is made of. */
export interface JournalOptions {
  vault: Vault;
  clock: Clock;
  sessionId: string;
  direction: MapDirection;
  /** Items between two checkpoints. */
  interval: number;
  /** How the restore stands, for each checkpoint. */
  standing: () => RestorationStanding;
  onCheckpoint: (items: number) => void;
  /** What an earlier part of the restore created, by `type/id`. */
  createdBefore?: ReadonlySet<string>;
}

/** A translation to remember. */
export interface Translation {
  kind: RefKind;
  from: string;
  to: string;
}

/** The step that stands for an item as a whole; and the one under which stands how an item that was created was read back. */
export const WHOLE_ITEM = "item", READ_BACK = "read_back";

/** Items kept in one transaction before anything is changed. */
const KEPT = 100;

/** The only one who writes to the vault while a restore runs. */
export class Journal {
  private waiting: RestorationCheckpoint[] = [];
  private readonly notes: GroupCommit;

  /** Items that were created, by `type/id`. */
  private readonly known: Set<string>;
  /** The result of reading a created item back. */
  readonly readBacks = new Notes((note) =>
    this.notes.later(() =>
      this.checkpoint(note.ref, { step: READ_BACK, state: "created", destinationId: noteText(note) })
    )
  );

  constructor(private readonly options: JournalOptions) {
    this.known = new Set(options.createdBefore);
    this.notes = new GroupCommit(options.vault, options.clock);
  }

  /** Keeps items of the destination as they are, before they are changed. */
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
   * Notes that creates are about to be sent: until each is noted as created, its outcome is unknown. Resolves when no kill can
   * take the note. One that `isHidden` no power cut can take either: such notes share a wait for the disk.
   */
  async intend(ref: ItemRef, steps: readonly string[], { isHidden }: { isHidden: boolean }): Promise<void> {
    const note = (): void => {
      for (const step of steps) this.checkpoint(ref, { step, state: "intended", destinationId: null });
    };
    if (isHidden) await this.notes.durably(note);
    else this.notes.now(note);
  }

  /**
   * Notes what a create brought into being, with the translation of its id, in one transaction. Nobody needs to wait for it: after a
   * crash the intention is known, and what was created is looked for.
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

  /** Remembers translations. */
  translate(translations: readonly Translation[]): void {
    if (translations.length === 0) return;
    this.notes.later(() => {
      for (const translation of translations) this.saveTranslation(translation);
    });
  }

  /** Notes that an item is through; written with the next checkpoint. */
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

  /** Puts a failed item into the dead letter queue. */
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

  /** Writes a checkpoint: the items that are through, and how the restore stands. */
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

/** How a step of an item is named among those whose outcome is unknown. */
export function stepKey({ type, id }: ItemRef, step: string): string {
  return `${type}/${id} ${step}`;
}
