/**
 * Writes to a container without overwriting.
 *
 * @module
 */
import { count, counted } from "../../base/counted.ts";
import { digestsOf, md5Of } from "../digests.ts";
import { DamagedError, DeniedError, LockUnavailableError, RefusedError } from "../errors.ts";
import { base64Of } from "../http/base64.ts";
import type { StoreAnswer } from "../http/send.ts";
import { escapeXml } from "../http/xml.ts";
import type { CallOptions, PutOptions, StoredObject, Upload, UploadedPart, WholeDigests } from "../store.ts";
import type { AzureCall } from "./client.ts";
import type { AzureContainer } from "./container.ts";
import { codeIn } from "./failure.ts";
import { blockId, iso, readBlocks } from "./listing.ts";

/** Writes blobs of one container. */
export class AzureWriter {
  constructor(
    private readonly container: AzureContainer,
    private readonly lockMode: "compliance" | "governance",
  ) {}

  /** See `Store`. */
  async putIfAbsent(key: string, bytes: Uint8Array<ArrayBuffer>, options: PutOptions): Promise<StoredObject> {
    const headers = {
      "content-type": TYPE,
      "x-ms-blob-type": "BlockBlob",
      ...await this.lockHeaders(key, options),
    };
    const call: AzureCall = {
      doing: `write ${this.container.names.shown(key)}`,
      method: "PUT",
      key: this.container.names.full(key),
      headers,
      body: bytes,
      signal: options.signal,
    };
    return await this.writtenIfAbsent(key, call, digestsOf(bytes), options);
  }

  /** Sends nothing, because an upload starts with its first block. */
  async beginUpload(
    key: string,
    { partBytes, ...options }: PutOptions & { partBytes: number },
  ): Promise<Upload> {
    const { lockUntil, signal } = options;
    await this.lockHeaders(key, options);
    if (await this.container.head({ key }, signal) !== null) throw this.container.names.taken(key);
    const id = crypto.randomUUID().replaceAll("-", "");
    return { key, id, partBytes, ...(lockUntil !== undefined && { lockUntil }) };
  }

  /** See `Store`. */
  async uploadedParts({ key, id }: Upload, { signal }: CallOptions): Promise<UploadedPart[]> {
    const doing = `list the parts of ${this.container.names.shown(key)}`;
    const query = { comp: "blocklist", blocklisttype: "uncommitted" };
    const call: AzureCall = { doing, method: "GET", key: this.container.names.full(key), query, signal };
    const answer = await this.container.client.ask(call);
    return codeIn(answer) === "BlobNotFound" ? [] : readBlocks(await this.container.client.xml(call), id);
  }

  /** See `Store`. */
  async putPart(
    { key, id }: Upload,
    { number, bytes }: { number: number; bytes: Uint8Array<ArrayBuffer> },
    { signal }: CallOptions,
  ): Promise<UploadedPart> {
    const doing = `write part ${number} of ${this.container.names.shown(key)}`,
      tag = blockId(id, number),
      md5 = md5Of(bytes);
    const query = { comp: "block", blockid: tag };
    await this.container.client.call({
      doing,
      method: "PUT",
      key: this.container.names.full(key),
      query,
      body: bytes,
      md5,
      signal,
    });
    return { number, bytes: bytes.length, md5, tag };
  }

  /** See `Store`. */
  async completeUpload(
    { key, lockUntil }: Upload,
    parts: readonly UploadedPart[],
    { whole, signal }: CallOptions & { whole: WholeDigests },
  ): Promise<StoredObject> {
    const doing = `finish ${this.container.names.shown(key)}`,
      sent = parts.reduce((sum, { bytes }) => sum + bytes, 0);
    if (sent !== whole.bytes) {
      throw new RefusedError(
        `Cannot ${doing}: its parts have ${counted(sent, "byte")} instead of ${count(whole.bytes)}`,
      );
    }
    const options = { signal, ...(lockUntil !== undefined && { lockUntil }) };
    const headers = {
      "content-type": "application/xml",
      "x-ms-blob-content-type": TYPE,
      "x-ms-blob-content-md5": base64Of(whole.md5),
      ...await this.lockHeaders(key, options),
    };
    const blocks = parts.map(({ tag }) => `<Uncommitted>${escapeXml(tag)}</Uncommitted>`).join("");
    const body = `<?xml version="1.0" encoding="utf-8"?><BlockList>${blocks}</BlockList>`;
    const query = { comp: "blocklist" };
    const call: AzureCall = {
      doing,
      method: "PUT",
      key: this.container.names.full(key),
      query,
      headers,
      body,
      signal,
    };
    return await this.writtenIfAbsent(key, call, whole, options);
  }

  /**
   * Sends a request that writes a blob if it does not exist. Succeeds if the blob exists with the same bytes, because
   * the response of an earlier request may have been lost.
   */
  private async writtenIfAbsent(
    key: string,
    call: AzureCall,
    whole: WholeDigests,
    { lockUntil, signal }: PutOptions,
  ): Promise<StoredObject> {
    const answer = await this.container.client.ask({
      ...call,
      headers: { ...call.headers, "if-none-match": "*" },
    });
    const { status } = answer, written = status === 201;
    const maybeThere = status === 409 || status === 412 || codeIn(answer) === "InvalidBlockList";
    if (!written && !maybeThere) throw this.container.client.failure(answer, call.doing);
    const found = await this.shown(key, answer, whole, signal);
    if (!written) {
      if (found === null) throw this.container.client.failure(answer, call.doing);
      if (found.bytes !== whole.bytes || found.md5 !== whole.md5) {
        throw codeIn(answer) === "InvalidBlockList"
          ? this.container.client.failure(answer, call.doing)
          : this.container.names.taken(key);
      }
    }
    if (found === null || found.bytes !== whole.bytes) {
      throw new DamagedError(`Cannot ${call.doing}: the stored bytes differ from those that were sent`, {
        retryable: false,
      });
    }
    const { lockedUntil } = found;
    if (lockUntil === undefined || lockedUntil === undefined) return found;
    if (lockedUntil !== null && Date.parse(lockedUntil) >= Date.parse(lockUntil) - 1000) return found;
    throw new LockUnavailableError(
      `Cannot lock ${this.container.names.shown(key)}: the store accepted the object but did not lock it`,
    );
  }

  /**
   * Returns the properties of the stored blob. If the credentials can write but not read, returns the properties of
   * what was sent.
   */
  private async shown(
    key: string,
    answer: StoreAnswer,
    { bytes, md5 }: WholeDigests,
    signal: AbortSignal,
  ): Promise<StoredObject | null> {
    const version = answer.headers.get("x-ms-version-id");
    try {
      return await this.container.head({ key, ...(version !== null && { version }) }, signal);
    } catch (error) {
      if (!(error instanceof DeniedError) || answer.status !== 201) throw error;
      return {
        key,
        ...(version !== null && { version }),
        bytes,
        md5,
        modifiedAt: iso(answer.headers.get("date") ?? ""),
      };
    }
  }

  private async lockHeaders(key: string, { lockUntil, signal }: PutOptions): Promise<Record<string, string>> {
    if (lockUntil === undefined) return {};
    const { lock, why } = await this.container.facts({ signal });
    if (lock === "no") {
      throw new LockUnavailableError(`Cannot lock ${this.container.names.shown(key)}: ${why}`, {
        hint: LOCK_HINT,
      });
    }
    return {
      "x-ms-immutability-policy-until-date": new Date(lockUntil).toUTCString(),
      "x-ms-immutability-policy-mode": this.lockMode === "governance" ? "Unlocked" : "Locked",
    };
  }
}

const TYPE = "application/octet-stream";
const LOCK_HINT = "Use a container with version-level immutability, or remove --lock.";
