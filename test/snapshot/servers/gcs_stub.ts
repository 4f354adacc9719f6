/**
 * A strict stand-in of Google Cloud Storage's JSON API, for one bucket.
 *
 * It insists on what the real one insists on: a token that has not run out and may do what is asked, conditions on
 * generations, MD5 of what is sent, chunks of 256 KiB, retention that nobody ends. It does not do what no copy needs: IAM
 * policies, lists of access, composed objects, CRC32C, other fields of resources than those that are asked for.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { ranged, Stub, type StubRequest } from "./stub.ts";

/** What a token may do. */
export type GcsRight = "bucket" | "create" | "delete" | "get" | "list" | "setRetention";

/** Options of {@linkcode GcsStub}. */
export interface GcsStubOptions {
  objectRetention?: boolean;
  versioning?: boolean;
  /** Bytes that the bucket holds at most. */
  quota?: number;
}

interface Generation {
  generation: number;
  bytes: Uint8Array<ArrayBuffer>;
  updated: string;
  deleted: string | null;
  retainUntil: string | null;
}

interface Session {
  resource: Record<string, unknown>;
  absent: boolean;
  bytes: Uint8Array<ArrayBuffer>;
  done: Generation | null;
}

const ALL: readonly GcsRight[] = ["bucket", "create", "delete", "get", "list", "setRetention"];
const CHUNK = 256 * 1024;

/** The bucket `copies`. */
export class GcsStub extends Stub {
  readonly objects = new Map<string, Generation[]>();
  readonly tokens = new Map<string, { until: number; may: ReadonlySet<GcsRight> }>();
  readonly sessions = new Map<string, Session>();
  private last = 1000;

  constructor(private readonly options: GcsStubOptions = {}) {
    super((request) => this.answer(request));
  }

  /** A new token. */
  token({ until = Infinity, may = ALL }: { until?: number; may?: readonly GcsRight[] } = {}): string {
    const token = `ya29.${crypto.randomUUID()}`;
    this.tokens.set(token, { until, may: new Set(may) });
    return token;
  }

  private answer(request: StubRequest): Response {
    const token = this.tokens.get(
      /^Bearer (.+)$/.exec(request.headers.get("authorization") ?? "")?.[1] ?? "",
    );
    if (token === undefined || token.until <= Date.now()) {
      return refusal(401, "authError", "Invalid Credentials");
    }
    const { url: { pathname, searchParams }, method } = request;
    const may = (right: GcsRight): void => {
      if (!token.may.has(right)) throw refusal(403, "forbidden", `no permission to storage.${right}`);
    };
    try {
      const [, upload, name] = /^(\/upload)?\/storage\/v1\/b\/copies(?:\/o(?:\/(.+))?)?$/.exec(pathname) ??
        [];
      if (!pathname.includes("/b/copies")) {
        return refusal(404, "notFound", "The specified bucket does not exist.");
      }
      if (upload !== undefined && searchParams.has("upload_id")) return this.resume(request);
      if (upload !== undefined && method === "POST") return this.insert(request, may);
      if (pathname.endsWith("/b/copies") && method === "GET") {
        may("bucket");
        return this.bucket();
      }
      if (name === undefined && method === "GET") {
        may("list");
        return this.list(searchParams);
      }
      if (name === undefined) return refusal(400, "invalid", "no such call");
      const found = this.find(decodeURIComponent(name), searchParams.get("generation"));
      if (method === "DELETE") {
        may("delete");
        return this.remove(decodeURIComponent(name), found, searchParams.has("generation"));
      }
      may("get");
      if (found === null) return refusal(404, "notFound", "No such object");
      const match = searchParams.get("ifGenerationMatch");
      if (match !== null && match !== String(found.generation)) {
        return refusal(412, "conditionNotMet", "no match");
      }
      if (searchParams.get("alt") !== "media") {
        return Response.json(resourceOf(decodeURIComponent(name), found));
      }
      const part = ranged(found.bytes, request.headers.get("range"));
      if (part === null) return refusal(416, "requestedRangeNotSatisfiable", "no such range");
      const headers = { ...part.headers, "x-goog-generation": String(found.generation) };
      return new Response(part.body, { status: part.status, headers });
    } catch (error) {
      if (error instanceof Response) return error;
      throw error;
    }
  }

  private bucket(): Response {
    return Response.json({
      ...(this.options.objectRetention === true && { objectRetention: { mode: "Enabled" } }),
      ...(this.options.versioning === true && { versioning: { enabled: true } }),
    });
  }

  private list(query: URLSearchParams): Response {
    const most = Number(query.get("maxResults") ?? 1000), after = query.get("pageToken") ?? "";
    const all = [...this.objects].flatMap(([name, generations]) =>
      generations.filter(({ deleted }) => deleted === null || query.get("versions") === "true")
        .map((generation) => ({ name, generation, at: `${name}\0${generation.generation}` }))
    ).filter(({ name }) => name.startsWith(query.get("prefix") ?? ""))
      .sort((a, b) => a.at < b.at ? -1 : 1).filter(({ at }) => at > after);
    const page = all.slice(0, most);
    return Response.json({
      items: page.map(({ name, generation }) => resourceOf(name, generation)),
      ...(all.length > most && { nextPageToken: page.at(-1)?.at }),
    });
  }

  private find(name: string, generation: string | null): Generation | null {
    const all = this.objects.get(name) ?? [];
    return all.find((one) =>
      generation === null ? one.deleted === null : String(one.generation) === generation
    ) ?? null;
  }

  private remove(name: string, found: Generation | null, named: boolean): Response {
    if (found === null) return refusal(404, "notFound", "No such object");
    if (this.options.versioning === true && !named) {
      found.deleted = new Date().toISOString();
      return new Response(null, { status: 204 });
    }
    if (isRetained(found)) {
      return refusal(403, "retentionPolicyNotMet", "Object is under active Object Retention");
    }
    this.objects.set(name, (this.objects.get(name) ?? []).filter((one) => one !== found));
    return new Response(null, { status: 204 });
  }

  private insert(request: StubRequest, may: (right: GcsRight) => void): Response {
    may("create");
    const { url: { searchParams }, headers, body } = request;
    const absent = searchParams.get("ifGenerationMatch") === "0";
    if (!absent) may("delete");
    if (searchParams.get("uploadType") === "resumable") {
      const resource = JSON.parse(new TextDecoder().decode(body));
      if (resource.retention !== undefined) may("setRetention");
      if (absent && this.find(resource.name, null) !== null) {
        return refusal(412, "conditionNotMet", "there is one");
      }
      const id = crypto.randomUUID();
      this.sessions.set(id, { resource, absent, bytes: new Uint8Array(), done: null });
      const location = `${this.url}/upload/storage/v1/b/copies/o?uploadType=resumable&upload_id=${id}`;
      return new Response(null, { headers: { location } });
    }
    const [, boundary] = /^multipart\/related; boundary=(\S+)$/.exec(headers.get("content-type") ?? "") ?? [];
    if (boundary === undefined || searchParams.get("uploadType") !== "multipart") {
      return refusal(400, "invalid", "no parts");
    }
    const [resource, bytes] = partsOf(body, boundary);
    const named = JSON.parse(new TextDecoder().decode(resource));
    if (named.retention !== undefined) may("setRetention");
    return this.store(named, bytes ?? new Uint8Array(), { absent, md5: named.md5Hash });
  }

  private resume({ method, url, headers, body }: StubRequest): Response {
    const session = this.sessions.get(url.searchParams.get("upload_id") ?? "");
    if (session === undefined) return new Response("Not Found", { status: 404 });
    if (method === "DELETE") {
      this.sessions.delete(url.searchParams.get("upload_id") ?? "");
      return new Response(null, { status: 499 });
    }
    const name = String(session.resource["name"]);
    if (session.done !== null) return Response.json(resourceOf(name, session.done));
    const range = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)$/.exec(headers.get("content-range") ?? "");
    if (range === null) return refusal(400, "invalid", "no Content-Range");
    const [, from, to, total] = range, has = session.bytes.length;
    if (from !== undefined) {
      const at = Number(from);
      if (Number(to) - at + 1 !== body.length) {
        return refusal(400, "invalid", "Content-Range does not fit the body");
      }
      if (at > has) return refusal(400, "invalid", "there is a gap before this chunk");
      const fresh = body.subarray(has - at), all = new Uint8Array(has + fresh.length);
      all.set(session.bytes);
      all.set(fresh, has);
      session.bytes = total === "*" ? all.slice(0, Math.floor(all.length / CHUNK) * CHUNK) : all;
    } else if (body.length > 0) return refusal(400, "invalid", "bytes without a place");
    if (total === "*" || session.bytes.length < Number(total)) {
      const kept = session.bytes.length;
      return new Response(null, { status: 308, headers: kept === 0 ? {} : { range: `bytes=0-${kept - 1}` } });
    }
    const md5 = /md5=(\S+)/.exec(headers.get("x-goog-hash") ?? "")?.[1];
    const answer = this.store(session.resource, session.bytes, { absent: session.absent, md5 });
    if (answer.ok) session.done = this.find(name, null);
    return answer;
  }

  private store(
    resource: Record<string, unknown>,
    bytes: Uint8Array<ArrayBuffer>,
    { absent, md5 }: { absent: boolean; md5: string | undefined },
  ): Response {
    const name = String(resource["name"]), there = this.find(name, null);
    if (absent && there !== null) return refusal(412, "conditionNotMet", "there is one");
    if (md5 !== undefined && md5 !== md5Of(bytes)) {
      return refusal(
        400,
        "invalid",
        `Provided MD5 hash "${md5}" doesn't match calculated MD5 hash "${md5Of(bytes)}".`,
      );
    }
    const held = [...this.objects.values()].flat().reduce((sum, one) => sum + one.bytes.length, 0);
    if (held + bytes.length > (this.options.quota ?? Infinity)) {
      return refusal(403, "quotaExceeded", "no room");
    }
    const retention = resource["retention"] as { retainUntilTime: string } | undefined;
    if (retention !== undefined && this.options.objectRetention !== true) {
      return refusal(400, "invalid", "Object retention is not enabled for the bucket");
    }
    if (there !== null) {
      if (this.options.versioning === true) there.deleted = new Date().toISOString();
      else if (isRetained(there)) {
        return refusal(403, "retentionPolicyNotMet", "Object is under active Object Retention");
      }
    }
    const kept = this.options.versioning === true ? this.objects.get(name) ?? [] : [];
    const made = {
      generation: ++this.last,
      bytes: bytes.slice(),
      updated: new Date().toISOString(),
      deleted: null,
      retainUntil: retention?.retainUntilTime ?? null,
    };
    this.objects.set(name, [...kept, made]);
    return Response.json(resourceOf(name, made));
  }
}

function isRetained({ retainUntil }: Generation): boolean {
  return retainUntil !== null && Date.parse(retainUntil) > Date.now();
}

function resourceOf(name: string, { generation, bytes, updated, deleted, retainUntil }: Generation): object {
  return {
    name,
    size: String(bytes.length),
    updated,
    md5Hash: md5Of(bytes),
    generation: String(generation),
    ...(deleted !== null && { timeDeleted: deleted }),
    ...(retainUntil !== null && {
      retention: { mode: "Locked", retainUntilTime: retainUntil },
      retentionExpirationTime: retainUntil,
    }),
  };
}

function md5Of(bytes: Uint8Array): string {
  return createHash("md5").update(bytes).digest("base64");
}

function refusal(code: number, reason: string, message: string): Response {
  return Response.json({ error: { code, message, errors: [{ reason, message }] } }, { status: code });
}

/** The bytes between the marks of a body of several parts. */
function partsOf(body: Uint8Array<ArrayBuffer>, boundary: string): Uint8Array<ArrayBuffer>[] {
  const text = new TextDecoder("latin1").decode(body), parts: Uint8Array<ArrayBuffer>[] = [];
  const mark = `--${boundary}`;
  for (let at = text.indexOf(mark); at >= 0;) {
    const next = text.indexOf(mark, at + mark.length), from = text.indexOf("\r\n\r\n", at) + 4;
    if (next < 0) break;
    parts.push(body.slice(from, next - 2));
    at = next;
  }
  return parts;
}
