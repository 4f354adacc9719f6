/**
 * Converts error responses of Azure Blob Storage to errors.
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
import { parseXml, textAt } from "../http/xml.ts";

/** Returns Azure's error code. It is in a header, so that responses to HEAD have it too. */
export function codeIn({ headers }: Pick<StoreAnswer, "headers">): string {
  return headers.get("x-ms-error-code") ?? "";
}

const DAMAGED = new Set(["Md5Mismatch", "Crc64Mismatch", "InvalidMd5"]);
const LOCKED = new Set([
  "BlobImmutableDueToPolicy",
  "BlobImmutableDueToLegalHold",
  "ContainerImmutableDueToPolicy",
]);
const FULL = new Set(["InsufficientAccountStorage", "QuotaExceeded", "AccountQuotaExceeded"]);

/** Returns the error for a response. Removes secrets from the server's message with `redact`. */
export function azureFailure(
  answer: StoreAnswer,
  { doing, now, redact }: { doing: string; now: number; redact: (text: string) => string },
): StoreError {
  const { status, headers } = answer, code = codeIn(answer);
  const said = redact([code, messageIn(answer)].filter((text) => text !== "").join(": ")).slice(0, 500);
  const text = `Cannot ${doing}: the store returned ${status}${said === "" ? "" : ` (${said})`}`;
  if (code === "BlobAlreadyExists" || status === 412) return new AlreadyThereError(text);
  if (LOCKED.has(code)) {
    return new LockedError(text, {
      until: null,
      hint: "Wait until the lock ends: nobody can remove the object before that.",
    });
  }
  if (status === 404) {
    const hint = code === "ContainerNotFound"
      ? "Create the container first, or check the destination."
      : "Check the destination, and the snapshots in `lookervault snapshot list`.";
    return new NotFoundError(text, { hint });
  }
  if (code === "InvalidBlockList") return new NotFoundError(`${text}: parts of the upload are missing`);
  if (DAMAGED.has(code)) return new DamagedError(`${text}: the bytes were damaged on the way to the store`);
  if (FULL.has(code) || status === 507) {
    return new StoreFullError(text, { hint: "Free space in the storage account, or raise its capacity." });
  }
  if (isBusy(status)) {
    const asked = { retryAfter: headers.get("retry-after"), date: headers.get("date") };
    return new UnreachableError(text, { retryAfterMs: askedWait(asked, now) });
  }
  if (status === 401 || status === 403) return new DeniedError(text, { hint: DENIED[code] ?? DENIED.other });
  return new RefusedError(text);
}

const DENIED: Readonly<Record<string, string>> & { other: string } = {
  AuthenticationFailed: "Check the key or the signature, the account's name, and this machine's clock.",
  AuthorizationPermissionMismatch: "Give the signature or the role the permissions in docs/snapshots.md.",
  other: "Check the permissions of the credentials for this container.",
};

function messageIn({ body }: StoreAnswer): string {
  try {
    return (textAt(parseXml(textOf(body)), "Message") ?? "").split("\n")[0] ?? "";
  } catch {
    return "";
  }
}
