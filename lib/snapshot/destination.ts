/**
 * Parses where snapshots are stored: a directory, `s3://bucket/prefix`, `gs://bucket/prefix` or
 * `azure://account/container/prefix`.
 *
 * @module
 */
import { UsageError } from "../base/errors.ts";
import { keyProblem } from "./store.ts";

/** A parsed destination. `prefix` has no slash at either end and can be empty. */
export type Destination =
  | { kind: "directory"; path: string }
  | { kind: "s3"; bucket: string; prefix: string }
  | { kind: "gcs"; bucket: string; prefix: string }
  | { kind: "azure"; account: string; container: string; prefix: string };

const FORMS = "Give a directory, s3://bucket/prefix, gs://bucket/prefix or azure://account/container/prefix.";

/** The valid names of S3 and Google buckets (Google allows underscores), and of Azure accounts and containers. */
const S3_BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, GCS_BUCKET = /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/;
const ACCOUNT = /^[a-z0-9]{3,24}$/, CONTAINER = /^(?:[a-z0-9](?:-?[a-z0-9]){2,62}|\$root)$/;

/** Parses a destination. Sends no request. @throws {UsageError} */
export function parseDestination(text: string): Destination {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]+):\/\//.exec(text);
  if (scheme === null) {
    if (text.trim() === "") throw problem(text, "it is empty");
    return { kind: "directory", path: text };
  }
  const [head = "", ...rest] = text.slice(scheme[0].length).split("/");
  switch (scheme[1]?.toLowerCase()) {
    case "s3":
      return { kind: "s3", bucket: named(text, "bucket", head, S3_BUCKET), prefix: prefixOf(text, rest) };
    case "gs":
      return { kind: "gcs", bucket: named(text, "bucket", head, GCS_BUCKET), prefix: prefixOf(text, rest) };
    case "azure": {
      const [container = "", ...below] = rest;
      return {
        kind: "azure",
        account: named(text, "account", head, ACCOUNT),
        container: named(text, "container", container, CONTAINER),
        prefix: prefixOf(text, below),
      };
    }
  }
  throw problem(text, `${scheme[1]}:// is not supported`);
}

/** Returns a destination as users write it. */
export function destinationText(destination: Destination): string {
  switch (destination.kind) {
    case "directory":
      return destination.path;
    case "s3":
      return joined("s3:/", destination.bucket, destination.prefix);
    case "gcs":
      return joined("gs:/", destination.bucket, destination.prefix);
    case "azure":
      return joined("azure:/", destination.account, destination.container, destination.prefix);
  }
}

function joined(...parts: string[]): string {
  return parts.filter((part) => part !== "").join("/");
}

function named(text: string, what: string, name: string, pattern: RegExp): string {
  if (pattern.test(name)) return name;
  throw problem(
    text,
    name === ""
      ? `it has no ${what}`
      : `${JSON.stringify(name)} is not a valid name of ${what === "account" ? "an" : "a"} ${what}`,
  );
}

function prefixOf(text: string, names: string[]): string {
  const prefix = names.join("/").replace(/\/+$/, "");
  const wrong = prefix === "" ? null : keyProblem(prefix);
  if (wrong !== null) throw problem(text, `its prefix cannot be used: ${wrong}`);
  return prefix;
}

/** Omits the query and the user of a URL from the message, because they could be secrets. */
function problem(text: string, what: string): UsageError {
  const shown = text.replace(/[?#].*$/s, "").replace(/\/\/[^/@]*@/, "//");
  return new UsageError(`Cannot use the destination ${JSON.stringify(shown)}: ${what}`, { hint: FORMS });
}
