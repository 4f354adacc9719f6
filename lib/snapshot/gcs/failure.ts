/**
 * Converts error responses of Google Cloud Storage to errors.
 *
 * @module
 */
import { askedWait } from "../../http/backoff.ts";
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
import { isBusy, type StoreAnswer, textOf } from "../http/send.ts";

const LOCKED = new Set(["retentionPolicyNotMet", "objectUnderActiveHold", "objectRetentionNotMet"]);
const FULL = new Set(["quotaExceeded", "storageQuotaExceeded", "insufficientQuota"]);
const BUSY = new Set(["rateLimitExceeded", "userRateLimitExceeded", "backendError", "internalError"]);

/**
 * Returns the reason and the message of an error response. The reason is empty if the body is not an error of Google's
 * API.
 */
export function refusalIn({ body }: Pick<StoreAnswer, "body">): { reason: string; message: string } {
  try {
    const { error } = JSON.parse(textOf(body));
    const reason: unknown = error?.errors?.[0]?.reason, message: unknown = error?.message;
    return {
      reason: typeof reason === "string" ? reason : "",
      message: typeof message === "string" ? message : "",
    };
  } catch {
    // The upload service returns some errors as plain text.
    return { reason: "", message: textOf(body.subarray(0, 300)) };
  }
}

/** Returns the error for a response. Removes secrets from the server's message with `redact`. */
export function gcsFailure(
  answer: StoreAnswer,
  { doing, now, redact }: { doing: string; now: number; redact: (text: string) => string },
): StoreError {
  const { status, headers } = answer, { reason, message } = refusalIn(answer);
  const said = redact([reason, message].filter((text) => text !== "").join(": ")).slice(0, 500);
  const text = `Cannot ${doing}: the store returned ${status}${said === "" ? "" : ` (${said})`}`;
  if (status === 412) return new AlreadyThereError(text);
  if (LOCKED.has(reason)) {
    return new LockedError(text, {
      until: null,
      hint: "Wait until the lock ends: nobody can remove the object before that.",
    });
  }
  if (FULL.has(reason) || status === 507) {
    return new StoreFullError(text, { hint: "Free space in the bucket, or raise its quota." });
  }
  if (BUSY.has(reason) || isBusy(status)) {
    const asked = { retryAfter: headers.get("retry-after"), date: headers.get("date") };
    return new UnreachableError(text, { retryAfterMs: askedWait(asked, now) });
  }
  if (status === 404 || status === 410) {
    return new NotFoundError(text, {
      hint: "Check the destination, and the snapshots in `lookervault snapshot list`.",
    });
  }
  if (status === 400 && /md5|crc32c|hash|checksum/i.test(message)) {
    return new DamagedError(`${text}: the bytes were damaged on the way to the store`);
  }
  if (status === 401 || status === 403) {
    return new DeniedError(text, {
      hint: "Check the permissions of the account for this bucket (roles/storage.objectUser).",
    });
  }
  return new RefusedError(text);
}
