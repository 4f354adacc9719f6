/**
 * The stored facts of an instance's own spec, by Looker's release. One request reads them, and they are small.
 *
 * @module
 */
import { StatusError } from "../http/errors.ts";
import type { CallOptions, LookerClient } from "./client.ts";
import { type Beyond, instanceSpec, type WritableExtension } from "./instance_spec.ts";

/** Whether a spec could be read. `absent` means that Looker refuses the spec or does not have it. */
export type SpecState = "read" | "absent" | "malformed" | "too_large";

/** What is known about the API of a release. */
export interface SpecRecord {
  release: string;
  /** The time at which the spec was read, ISO 8601 UTC. */
  readAt: string;
  state: SpecState;
  writable: WritableExtension;
  beyond: Beyond;
}

/** The maximum size of a document that is parsed, bytes. Looker's spec has 2 to 3 MB. */
const MOST_BYTES = 24 * 1024 * 1024;

const STATES: readonly SpecState[] = ["read", "absent", "malformed", "too_large"];

/** Returns an empty record of what is beyond this version. */
export function nothingBeyond(): Beyond {
  return { types: [], listings: [], properties: [], opened: [], more: 0 };
}

/**
 * Reads the spec that the instance serves.
 *
 * @throws {HttpError} when the request failed for a reason that does not concern the spec.
 */
export async function readSpec(
  client: LookerClient,
  { release, at, ...options }: CallOptions & { release: string; at: string },
): Promise<SpecRecord> {
  const record = (state: SpecState, found: Partial<SpecRecord> = {}): SpecRecord => ({
    release,
    readAt: at,
    state,
    writable: {},
    beyond: nothingBeyond(),
    ...found,
  });
  try {
    const params = { api_version: "4.0", specification: "swagger.json" };
    const document = await client.document("api_spec", params, { ...options, mostBytes: MOST_BYTES });
    if (document === "too_large" || document === "malformed") return record(document);
    const spec = instanceSpec(document.value);
    return spec === null
      ? record("malformed")
      : record("read", { writable: spec.writable, beyond: spec.beyond });
  } catch (error) {
    if (error instanceof StatusError && (error.status === 403 || error.status === 404)) {
      return record("absent");
    }
    throw error;
  }
}

/** Returns a record from the form that a vault stores; null if the value is not a record. */
export function asSpecRecord(value: unknown): SpecRecord | null {
  if (!isRecord(value)) return null;
  const { release, readAt, writable, beyond } = value;
  const state = STATES.find((one) => one === value["state"]);
  if (typeof release !== "string" || typeof readAt !== "string" || state === undefined) return null;
  if (!isRecord(writable) || !isRecord(beyond)) return null;
  const tables = Object.entries(writable).flatMap(([schema, names]) =>
    typeof names === "string" ? [[schema, names] as const] : []
  );
  return {
    release,
    readAt,
    state,
    writable: Object.fromEntries(tables),
    beyond: {
      types: texts(beyond["types"]),
      listings: texts(beyond["listings"]),
      properties: texts(beyond["properties"]),
      opened: texts(beyond["opened"]),
      more: typeof beyond["more"] === "number" ? beyond["more"] : 0,
    },
  };
}

/** What a release has beyond this version, as commands print it. */
export interface ServedBeyond extends Beyond {
  release: string;
  read_at: string;
  state: SpecState;
}

/** Returns a record as commands print it. */
export function beyondJson({ release, readAt, state, beyond }: SpecRecord): ServedBeyond {
  return { release, read_at: readAt, state, ...beyond };
}

/**
 * Returns what users should know about a spec: one sentence for each kind, or none if nothing is beyond this version.
 */
export function beyondTexts({ release, state, beyond }: SpecRecord): string[] {
  const looker = `Looker ${release}`;
  if (state !== "read") {
    return [
      `The API description of ${looker} ${UNREAD[state]}; it is unknown what it has beyond this version.`,
    ];
  }
  const told: [readonly string[], string][] = [
    [beyond.types, "has types that this version does not know and does not back up"],
    [beyond.listings, "has listings that this version does not read"],
    [
      beyond.properties,
      "has writable properties that this version does not know; they are backed up and restored",
    ],
    [
      beyond.opened,
      "has properties that are read-only in this version but can be written there; they are not restored",
    ],
  ];
  const sentences = told.flatMap(([names, what]) =>
    names.length === 0 ? [] : [`${looker} ${what}: ${some(names)}.`]
  );
  return beyond.more === 0 ? sentences : [...sentences, `${looker} has ${beyond.more} more such names.`];
}

const UNREAD: Readonly<Record<Exclude<SpecState, "read">, string>> = {
  absent: "is not available (api_spec: refused or not found)",
  malformed: "cannot be read",
  too_large: "is too large to read",
};

/** The maximum number of names in a sentence. */
const NAMED = 20;

function some(names: readonly string[]): string {
  const more = names.length - NAMED;
  return more <= 0 ? names.join(", ") : `${names.slice(0, NAMED).join(", ")} and ${more} more`;
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
