/**
 * Sends Google's resumable uploads: bytes in order, to one URL. The size of each part except the last is a multiple of
 * 256 KiB.
 *
 * @module
 */
import { count, counted } from "../../base/counted.ts";
import { RefusedError, UnreachableError } from "../errors.ts";
import { base64Of } from "../http/base64.ts";
import type { StoreAnswer } from "../http/send.ts";
import type { CallOptions, Upload, WholeDigests } from "../store.ts";
import type { GcsClient } from "./client.ts";

/** The progress of an upload: the number of stored bytes, or the object that the upload has created. */
export type Progress = { bytes: number } | { object: Record<string, unknown> };

/** The maximum number of times that the rest of a part is sent if the service stores only some of its bytes. */
const TRIES = 8;

/** Sends the bytes of uploads. */
export class Resumable {
  /**
   * The number of stored bytes by upload. An upload has no entry while its request is running, and after the request
   * has failed.
   */
  private readonly sent = new Map<string, number>();
  /**
   * The last part of each upload, held back until the total size is sent: only then does the service accept a size that
   * is not a multiple of 256 KiB.
   */
  private readonly last = new Map<string, { at: number; bytes: Uint8Array<ArrayBuffer> }>();

  constructor(private readonly client: GcsClient) {}

  /** Requests the progress of an upload. */
  async progress({ id }: Upload, doing: string, { signal }: CallOptions): Promise<Progress> {
    const headers = { "content-range": "bytes */*" };
    return this.read(
      await this.client.ask({ doing, method: "PUT", path: id, headers, body: EMPTY, signal }),
      doing,
    );
  }

  /** Sends a part at its position, without the bytes that the service already has. */
  async put(
    upload: Upload,
    { at, bytes }: { at: number; bytes: Uint8Array<ArrayBuffer> },
    doing: string,
    options: CallOptions,
  ): Promise<void> {
    options.signal.throwIfAborted();
    if (bytes.length < upload.partBytes) return void this.last.set(upload.id, { at, bytes: bytes.slice() });
    const end = at + bytes.length;
    let has = await this.has(upload, doing, options);
    for (let tries = 0; has < end; tries++) {
      if (has < at) throw new RefusedError(`Cannot ${doing}: a part before it is missing`);
      if (tries === TRIES) {
        throw new UnreachableError(`Cannot ${doing}: the store did not accept all bytes`);
      }
      const range = `bytes ${has}-${end - 1}/*`, rest = bytes.subarray(has - at);
      has = await this.send(upload, { range, body: rest }, doing, options);
    }
  }

  /** Finishes the upload, which creates the object. Returns the response: the object's resource or an error. */
  async finish(
    upload: Upload,
    whole: WholeDigests,
    doing: string,
    { signal }: CallOptions,
  ): Promise<StoreAnswer> {
    const last = this.last.get(upload.id), has = await this.has(upload, doing, { signal });
    const rest = last === undefined ? EMPTY : last.bytes.subarray(Math.max(0, has - last.at));
    if (has + rest.length !== whole.bytes && has !== whole.bytes) {
      throw new RefusedError(
        `Cannot ${doing}: its parts have ${counted(has + rest.length, "byte")} instead of ${
          count(whole.bytes)
        }`,
      );
    }
    const range = has === whole.bytes
      ? `bytes */${whole.bytes}`
      : `bytes ${has}-${whole.bytes - 1}/${whole.bytes}`;
    const headers = {
      "content-range": range,
      "x-goog-hash": `md5=${base64Of(whole.md5)}`,
    };
    const body = has === whole.bytes ? EMPTY : rest;
    this.sent.delete(upload.id);
    const answer = await this.client.ask({ doing, method: "PUT", path: upload.id, headers, body, signal });
    if (answer.status < 300) this.last.delete(upload.id);
    return answer;
  }

  /** Removes the state of an upload. */
  forget(id: string): void {
    this.sent.delete(id);
    this.last.delete(id);
  }

  private async has(upload: Upload, doing: string, options: CallOptions): Promise<number> {
    const known = this.sent.get(upload.id);
    if (known !== undefined) return known;
    const progress = await this.progress(upload, doing, options);
    return "bytes" in progress ? progress.bytes : Number(progress.object["size"]);
  }

  private async send(
    { id }: Upload,
    { range, body }: { range: string; body: Uint8Array<ArrayBuffer> },
    doing: string,
    { signal }: CallOptions,
  ): Promise<number> {
    this.sent.delete(id);
    const headers = { "content-range": range };
    const progress = this.read(
      await this.client.ask({ doing, method: "PUT", path: id, headers, body, signal }),
      doing,
    );
    const bytes = "bytes" in progress ? progress.bytes : Number(progress.object["size"]);
    this.sent.set(id, bytes);
    return bytes;
  }

  private read(answer: StoreAnswer, doing: string): Progress {
    const { status, headers } = answer;
    if (status === 200 || status === 201) return { object: this.client.read(answer, doing) };
    if (status !== 308) throw this.client.failure(answer, doing);
    const [, end] = /^bytes=0-(\d+)$/.exec(headers.get("range") ?? "") ?? [];
    return { bytes: end === undefined ? 0 : Number(end) + 1 };
  }
}

const EMPTY = new Uint8Array();
