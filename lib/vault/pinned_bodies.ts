/**
 * Bodies of a vault as they were first read. After the first read, a body never changes.
 *
 * @module
 */
import { Body } from "../codec/body.ts";
import { sameBytes, sha256 } from "../codec/digest.ts";
import { DamagedBodyError } from "../codec/errors.ts";

/**
 * Bytes of bodies that are cached. Callers read the bodies several times, always in the same order. Therefore the first
 * bodies stay in the cache: if the last ones replaced them, every read would miss.
 */
const HELD = 64 * 2 ** 20;

/** How many further bodies are cached, because several reads of one item mostly follow one another. */
const RECENT = 32;

/** The source of bodies. */
export interface BodySource<R> {
  read: (ref: R) => Uint8Array | null;
  /** Returns the digest of a stored body, without reading the body. */
  digest: (ref: R) => Uint8Array | null;
  /** Returns a text that identifies an item. */
  keyOf: (ref: R) => string;
}

/** The message for a body that was changed. */
const CHANGED = "Cannot read the item: the vault was changed while the restore ran";

/** Reads bodies, caches them as far as there is room, and pins each by its digest. */
export class PinnedBodies<R> {
  private readonly pins = new Map<string, Uint8Array>();
  private readonly damages = new Map<string, string>();
  private readonly held = new Map<string, Body | null>();
  private readonly recent = new Map<string, Body | null>();
  private size = 0;

  constructor(private readonly from: BodySource<R>) {}

  /** Returns a body; null if there is none, or if it is damaged. */
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

  /** Returns why a body cannot be read; null if it can, or if it was not read. */
  damage(ref: R): string | null {
    return this.damages.get(this.from.keyOf(ref)) ?? null;
  }

  /** Returns the SHA-256 of a body as it was first read; null if none was. */
  pin(ref: R): Uint8Array | null {
    return this.pins.get(this.from.keyOf(ref)) ?? null;
  }

  /** Whether the vault still has the body that was first read. */
  isAsRead(ref: R): boolean {
    const pin = this.pin(ref), now = this.from.digest(ref);
    return pin === null || (now !== null && sameBytes(pin, now));
  }

  /** Reads a body. A damaged body must not stop the run, so it is recorded and null is returned. */
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
