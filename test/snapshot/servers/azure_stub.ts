/**
 * A strict stand-in of Azure Blob Storage for one container, for what Azurite does not do: versions, immutability of single
 * blobs, tokens that run out or may do little, an account that is full.
 *
 * It checks bearer tokens and what they may do, digests, conditions, blocks and locks, as Azure does. It knows no Shared Key
 * and no SAS (Azurite does), no leases, tiers, page or append blobs.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { ranged, Stub, type StubRequest } from "./stub.ts";

/** What a token may do. */
export type AzureRight = "delete" | "list" | "lock" | "properties" | "read" | "write";

const ALL: readonly AzureRight[] = ["delete", "list", "lock", "properties", "read", "write"];

/** Options of {@linkcode AzureStub}. */
export interface AzureStubOptions {
  /** Single blobs are locked, and versions kept. */
  locks?: boolean;
  /** Bytes that the account holds at most. */
  quota?: number;
}

interface Version {
  name: string;
  id: string;
  current: boolean;
  bytes: Uint8Array<ArrayBuffer>;
  md5: string;
  modified: Date;
  until: number | null;
}

/** The container `copies` of the account `backup`. */
export class AzureStub extends Stub {
  versions: Version[] = [];
  readonly blocks = new Map<string, Map<string, Uint8Array<ArrayBuffer>>>();
  readonly tokens = new Map<string, { until: number; may: ReadonlySet<AzureRight> }>();
  private last = 0;

  constructor(private readonly options: AzureStubOptions = {}) {
    super((request) => {
      try {
        return this.answer(request);
      } catch (error) {
        if (error instanceof Response) return error;
        throw error;
      }
    });
  }

  /** A new token. */
  token({ may = ALL }: { may?: readonly AzureRight[] } = {}): string {
    const token = `eyJ.${crypto.randomUUID()}`;
    this.tokens.set(token, { until: Infinity, may: new Set(may) });
    return token;
  }

  private answer({ method, url, headers, body }: StubRequest): Response {
    const token = this.tokens.get(/^Bearer (.+)$/.exec(headers.get("authorization") ?? "")?.[1] ?? "");
    if (token === undefined || token.until <= Date.now()) throw refusal(401, "InvalidAuthenticationInfo");
    if (headers.get("x-ms-version") === null) throw refusal(400, "MissingRequiredHeader");
    const may = (right: AzureRight): void => {
      if (!token.may.has(right)) throw refusal(403, "AuthorizationPermissionMismatch");
    };
    const md5 = headers.get("content-md5");
    if (md5 !== null && md5 !== md5Of(body)) throw refusal(400, "Md5Mismatch");
    const [, name] = /^\/backup\/copies(?:\/(.+))?$/.exec(url.pathname) ?? [null, null];
    if (name === null) throw refusal(404, "ContainerNotFound");
    const query = url.searchParams, comp = query.get("comp");
    if (name === undefined) return this.container(query, may);
    const version = query.get("versionid");
    if (method === "PUT") {
      may("write");
      if (headers.has("x-ms-immutability-policy-until-date")) may("lock");
      if (comp === "block") return this.block(name, query.get("blockid") ?? "", body);
      if (comp === "blocklist") return this.commit(name, headers, body);
      if (headers.get("x-ms-blob-type") !== "BlockBlob") throw refusal(400, "MissingRequiredHeader");
      return this.write(name, body, headers, md5Of(body));
    }
    if (method === "DELETE") {
      may("delete");
      return this.remove(name, version);
    }
    may("read");
    if (comp === "blocklist") return this.blockList(name);
    const found = this.find(name, version);
    if (found === null) throw refusal(404, "BlobNotFound");
    const match = headers.get("if-match");
    if (match !== null && match !== found.id) throw refusal(412, "ConditionNotMet");
    const shown = {
      etag: found.id,
      "last-modified": found.modified.toUTCString(),
      "content-md5": found.md5,
      ...(this.options.locks === true && { "x-ms-version-id": found.id }),
      ...(found.until !== null && {
        "x-ms-immutability-policy-until-date": new Date(found.until).toUTCString(),
        "x-ms-immutability-policy-mode": "locked",
      }),
    };
    if (method === "HEAD") {
      return new Response(null, { headers: { ...shown, "content-length": String(found.bytes.length) } });
    }
    const part = ranged(found.bytes, headers.get("x-ms-range"));
    if (part === null) throw refusal(416, "InvalidRange");
    return new Response(part.body, { status: part.status, headers: { ...shown, ...part.headers } });
  }

  private container(query: URLSearchParams, may: (right: AzureRight) => void): Response {
    if (query.get("comp") !== "list") {
      may("properties");
      const locks = String(this.options.locks === true);
      return new Response(null, { headers: { "x-ms-immutable-storage-with-versioning-enabled": locks } });
    }
    may("list");
    const most = Number(query.get("maxresults") ?? 5000), after = query.get("marker") ?? "";
    const withVersions = query.get("include")?.split(",").includes("versions") === true;
    const place = ({ name, id }: Version): string => `${name}\n${id}`;
    const all = this.versions.filter(({ name, current }) =>
      name.startsWith(query.get("prefix") ?? "") && (current || withVersions)
    )
      .sort((a, b) => place(a) < place(b) ? -1 : 1).filter((one) => place(one) > after);
    const page = all.slice(0, most), end = page.at(-1);
    const entries = page.map(({ name, id, current, bytes, md5, modified, until }) =>
      `<Blob><Name>${name}</Name>${withVersions ? `<VersionId>${id}</VersionId>` : ""}${
        withVersions && current ? "<IsCurrentVersion>true</IsCurrentVersion>" : ""
      }<Properties><Last-Modified>${modified.toUTCString()}</Last-Modified><Content-Length>${bytes.length}</Content-Length>` +
      `<Content-MD5>${md5}</Content-MD5>${
        until === null
          ? ""
          : `<ImmutabilityPolicyUntilDate>${new Date(until).toUTCString()}</ImmutabilityPolicyUntilDate>`
      }</Properties></Blob>`
    );
    const marker = all.length > most && end !== undefined
      ? `<NextMarker>${place(end)}</NextMarker>`
      : "<NextMarker/>";
    return xml(`<EnumerationResults><Blobs>${entries.join("")}</Blobs>${marker}</EnumerationResults>`);
  }

  private block(name: string, id: string, body: Uint8Array<ArrayBuffer>): Response {
    if (body.length === 0) throw refusal(400, "InvalidHeaderValue");
    const own = this.blocks.get(name) ?? new Map<string, Uint8Array<ArrayBuffer>>();
    if ([...own.keys()].some((other) => other.length !== id.length)) throw refusal(400, "InvalidBlobOrBlock");
    this.checkRoom(body.length);
    this.blocks.set(name, own.set(id, body));
    return new Response(null, { status: 201 });
  }

  private blockList(name: string): Response {
    const own = this.blocks.get(name);
    if (own === undefined && this.find(name, null) === null) throw refusal(404, "BlobNotFound");
    const listed = [...own ?? []].map(([id, bytes]) =>
      `<Block><Name>${id}</Name><Size>${bytes.length}</Size></Block>`
    );
    return xml(`<BlockList><UncommittedBlocks>${listed.join("")}</UncommittedBlocks></BlockList>`);
  }

  private commit(name: string, headers: Headers, body: Uint8Array): Response {
    const ids = [...new TextDecoder().decode(body).matchAll(/<Uncommitted>([^<]+)<\/Uncommitted>/g)].map((
      [, id],
    ) => id ?? "");
    const parts = ids.map((id) => this.blocks.get(name)?.get(id));
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + (part?.length ?? 0), 0));
    let at = 0;
    for (const part of parts) {
      if (part === undefined) throw refusal(400, "InvalidBlockList");
      whole.set(part, at);
      at += part.length;
    }
    this.blocks.delete(name);
    // Azure keeps this digest and does not check it.
    return this.write(name, whole, headers, headers.get("x-ms-blob-content-md5") ?? "");
  }

  private write(name: string, bytes: Uint8Array<ArrayBuffer>, headers: Headers, md5: string): Response {
    const there = this.find(name, null);
    if (headers.get("if-none-match") === "*" && there !== null) throw refusal(409, "BlobAlreadyExists");
    const until = headers.get("x-ms-immutability-policy-until-date");
    if (until !== null && this.options.locks !== true) throw refusal(409, "VersionLevelWormNotEnabled");
    if (until !== null && headers.get("x-ms-immutability-policy-mode") === null) {
      throw refusal(400, "MissingRequiredHeader");
    }
    this.checkRoom(bytes.length);
    if (there !== null) this.shelve(there);
    const made = {
      name,
      id: `2026-11-29T00:00:00.${String(++this.last).padStart(7, "0")}Z`,
      current: true,
      bytes,
      md5,
      modified: new Date(),
      until: until === null ? null : Date.parse(until),
    };
    this.versions.push(made);
    return new Response(null, {
      status: 201,
      headers: { etag: made.id, ...(this.options.locks === true && { "x-ms-version-id": made.id }) },
    });
  }

  private remove(name: string, version: string | null): Response {
    const found = this.find(name, version);
    if (found === null) throw refusal(404, "BlobNotFound");
    if (version === null) this.shelve(found);
    else if (found.current) throw refusal(403, "OperationNotAllowedOnRootBlob");
    else if (found.until !== null && found.until > Date.now()) throw refusal(409, "BlobImmutableDueToPolicy");
    else this.versions = this.versions.filter((one) => one !== found);
    return new Response(null, { status: 202 });
  }

  /** What is no more shown is a version, where these are kept. */
  private shelve(blob: Version): void {
    blob.current = false;
    if (this.options.locks !== true) this.versions = this.versions.filter((one) => one !== blob);
  }

  private find(name: string, version: string | null): Version | null {
    return this.versions.find((one) =>
      one.name === name && (version === null ? one.current : one.id === version)
    ) ?? null;
  }

  private checkRoom(bytes: number): void {
    const held = [
      ...this.versions.map((one) => one.bytes),
      ...[...this.blocks.values()].flatMap((own) => [...own.values()]),
    ]
      .reduce((sum, one) => sum + one.length, 0);
    if (held + bytes > (this.options.quota ?? Infinity)) throw refusal(409, "InsufficientAccountStorage");
  }
}

function md5Of(bytes: Uint8Array): string {
  return createHash("md5").update(bytes).digest("base64");
}

function refusal(status: number, code: string): Response {
  return new Response(
    `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}\nTime:x</Message></Error>`,
    {
      status,
      headers: { "x-ms-error-code": code },
    },
  );
}

function xml(text: string): Response {
  return new Response(`<?xml version="1.0" encoding="utf-8"?>${text}`);
}
