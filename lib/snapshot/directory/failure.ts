/**
 * Converts errors of the file system to errors of a store.
 *
 * @module
 */
import { messageOf } from "../../base/errors.ts";
import { DeniedError, NotFoundError, StoreError, StoreFullError, UnreachableError } from "../errors.ts";

/** The codes of a disk or a share that is temporarily or permanently unreachable. */
const AWAY =
  /^(EIO|ESTALE|ETIMEDOUT|EHOSTDOWN|EHOSTUNREACH|ENETDOWN|ENETUNREACH|ENOTCONN|ECONNRESET|EBUSY|EAGAIN|ETXTBSY)$/;

/** Returns the error of a store for an error of the file system. Returns any other error unchanged. */
export function fileFailure(error: unknown, doing: string, path: string): unknown {
  if (!(error instanceof Error) || error instanceof StoreError) return error;
  const code = codeOf(error), text = `Cannot ${doing} ${path}: `;
  if (error instanceof Deno.errors.NotCapable) return error;
  if (error instanceof Deno.errors.NotFound) {
    return new NotFoundError(`${text}it does not exist`, {
      cause: error,
      hint: "Check the path. If it is on a share, mount the share.",
    });
  }
  if (error instanceof Deno.errors.PermissionDenied || code === "EROFS") {
    return new DeniedError(`${text}access is denied (${messageOf(error)})`, {
      cause: error,
      hint: "Check the owner and the permissions of the directory.",
    });
  }
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new StoreFullError(`${text}the disk is full`, {
      cause: error,
      hint: "Free some space, then rerun the command to resume.",
    });
  }
  if (AWAY.test(code)) {
    return new UnreachableError(`${text}the disk or the share reports an error (${messageOf(error)})`, {
      cause: error,
      hint: "Check the disk. For a share, check the network.",
    });
  }
  return error;
}

function codeOf(error: Error): string {
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? code : "";
}
