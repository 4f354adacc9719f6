/**
 * Bodies of a vault as they were first read: once read, a body never changes.
 *
 * @module
 */
import { Body } from "../codec/body.ts";
import { sameBytes, sha256 } from "../codec/digest.ts";
import { DamagedBodyError } from "../codec/errors.ts";

/**
 * Bytes of bodies that are kept. Who uses them goes over them several times, always in the same order: the first bodies
 * stay, because of the last ones none would be left when they are asked for again.
 */
const HELD = 64 * 2 ** 20;

/** Bodies beyond that that are kept: several questions about one item mostly come one after the other. */
const RECENT = 32;

/** Where bodies are read from. */
export interface BodySource<R> {
  read: (ref: R) => Uint8Array | null;
  /** The digest with which a body is stored, without reading that. */
  digest: (ref: R) => Uint8Array | null;
  /** A text that names an item. */
  keyOf: (ref: R) => string;
}

/** Why a body is not given. */
const CHANGED = "Cannot read the item: the vault was changed while the restore ran";

/** Reads bodies, keeps them as far as there is room, and pins each by its digest. */
export class PinnedBodies<R> {
  private readonly pins = new Map<string, Uint8Array>();
  private readonly damages = new Map<string, string>();
  private readonly held = new Map<string, Body | null>();
  private readonly recent = new Map<string, Body | null>();
  private size = 0;

  constructor(private readonly from: BodySource<R>) {}

  /** A body; null if there is none, or only a damaged one. */
  get(ref: R): Body | null {
    const { held, recent } = this, key = this.from.keyOf(ref);
    const known = held.get(key) ?? recent.get(key);
    if (known !== undefined || held.has(key) || recent.has(key)) return known ?? null;
    const body = this.read(ref, key), length = body?.bytes.length ?? 0;
    if (this.size + length <= HELD) {
      this.size += length;
      held.set(key, body);
    } else {
      recent.set(key, body);
      const [oldest] = recent.keys();
      if (recent.size > RECENT && oldest !== undefined) recent.delete(oldest);
    }
    return body;
  }

  /** What is wrong with a body that cannot be read; null for one that can, or was not tried. */
  damage(ref: R): string | null {
    return this.damages.get(this.from.keyOf(ref)) ?? null;
  }

  /** The SHA-256 of a body as it was first read; null where none was. */
  pin(ref: R): Uint8Array | null {
    return this.pins.get(this.from.keyOf(ref)) ?? null;
  }

  /** Whether the vault still holds the body that was first read. */
  isAsRead(ref: R): boolean {
    const pin = this.pin(ref), now = this.from.digest(ref);
    return pin === null || (now !== null && sameBytes(pin, now));
  }

  /** One damaged body is no reason to read nothing: whoever asks is told that there is none. */
  private read(ref: R, key: string): Body | null {
    try {
      const bytes = this.from.read(ref);
      if (bytes === null) return null;
      const pin = this.pins.get(key), now = sha256(bytes);
      if (pin === undefined) this.pins.set(key, now);
      else if (!sameBytes(pin, now)) throw new DamagedBodyError(CHANGED);
      return Body.parse(bytes);
    } catch (error) {
      if (!(error instanceof DamagedBodyError)) throw error;
      this.damages.set(key, error.message);
      return null;
    }
  }
}
