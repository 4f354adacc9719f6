/**
 * Converts error responses of S3 to errors.
 *
 * @module
 */
import {
  AlreadyThereError,
  DamagedError,
  DeniedError,
  LockedError,
  NotFoundError,
  RefusedError,
  type StoreError,
  StoreFullError,
  UnreachableError,
} from "../errors.ts";
import { askedWait } from "../../http/backoff.ts";
import { isBusy, type StoreAnswer, textOf } from "../http/send.ts";
import { parseXml, textAt } from "../http/xml.ts";

/** The content of an error response. */
export interface S3Refusal {
  code: string;
  message: string;
}

/** Returns the error in the body of a response. The texts are empty if the body is not an error of S3. */
export function refusalIn({ body }: Pick<StoreAnswer, "body">): S3Refusal {
  try {
    const root = parseXml(textOf(body));
    if (root.name === "Error") {
      return { code: textAt(root, "Code") ?? "", message: textAt(root, "Message") ?? "" };
    }
  } catch {
    // The body is a proxy's page, or empty.
  }
  return { code: "", message: "" };
}

/** The error codes of expired credentials. */
export const EXPIRED: ReadonlySet<string> = new Set([
  "ExpiredToken",
  "ExpiredTokenException",
  "TokenRefreshRequired",
]);

const GONE = new Set(["NoSuchKey", "NoSuchVersion", "NoSuchUpload", "NoSuchBucket"]);
const DAMAGED = new Set([
  "BadDigest",
  "XAmzContentSHA256Mismatch",
  "XAmzContentChecksumMismatch",
  "InvalidDigest",
]);
const FULL = new Set([
  "QuotaExceeded",
  "XMinioStorageFull",
  "XMinioAdminBucketQuotaExceeded",
  "InsufficientStorage",
]);
const AGAIN = new Set([
  "RequestTimeout",
  "IncompleteBody",
  "ConditionalRequestConflict",
  "OperationAborted",
  "SlowDown",
  "InternalError",
]);

/** Returns the error for a response. Removes secrets from the server's message with `redact`. */
export function s3Failure(
  answer: StoreAnswer,
  { doing, now, redact }: { doing: string; now: number; redact: (text: string) => string },
): StoreError {
  const { status, headers } = answer, { code, message } = refusalIn(answer);
  const said = redact([code, message].filter((text) => text !== "").join(": ")).slice(0, 500);
  const text = `Cannot ${doing}: the store returned ${status}${said === "" ? "" : ` (${said})`}`;
  if (status === 412) return new AlreadyThereError(text);
  if (GONE.has(code) || status === 404) {
    return new NotFoundError(text, { hint: MISSING[code] ?? MISSING.other });
  }
  if (DAMAGED.has(code)) return new DamagedError(`${text}: the bytes were damaged on the way to the store`);
  if (FULL.has(code) || status === 507) {
    return new StoreFullError(text, { hint: "Free space in the store, or raise its quota." });
  }
  if (code === "ObjectLocked") return new LockedError(text, { until: null });
  if (AGAIN.has(code) || isBusy(status)) {
    const asked = { retryAfter: headers.get("retry-after"), date: headers.get("date") };
    return new UnreachableError(text, { retryAfterMs: askedWait(asked, now) });
  }
  const region = headers.get("x-amz-bucket-region");
  if (
    status === 301 || status === 307 || code === "AuthorizationHeaderMalformed" ||
    code === "IllegalLocationConstraintException"
  ) {
    return new RefusedError(text, {
      hint: region === null
        ? "Set AWS_REGION to the bucket's region."
        : `The bucket is in ${region}: set AWS_REGION=${region}.`,
    });
  }
  if (status === 401 || status === 403) return new DeniedError(text, { hint: DENIED[code] ?? DENIED.other });
  return new RefusedError(text);
}

const MISSING: Readonly<Record<string, string>> & { other: string } = {
  NoSuchBucket: "Create the bucket first, or check the destination's name and region.",
  other: "Check the destination, and the snapshots in `lookervault snapshot list`.",
};

const DENIED: Readonly<Record<string, string>> & { other: string } = {
  SignatureDoesNotMatch: "Check AWS_SECRET_ACCESS_KEY and AWS_REGION.",
  InvalidAccessKeyId: "Check AWS_ACCESS_KEY_ID, and whether it belongs to this store.",
  RequestTimeTooSkewed: "Correct this machine's clock.",
  InvalidObjectState: "Restore the object from the archive of the store first.",
  other: "Check the permissions of the credentials for this bucket and prefix.",
};
