/**
 * Sends requests with a credential. Renews it one time if the store reports that it has expired.
 *
 * @module
 */
import type { CredentialSource } from "../credentials/lease.ts";
import { ExpiredCredentialError } from "../errors.ts";
import type { Send, StoreAnswer, StoreRequest } from "./send.ts";

/** The functions that differ between stores. */
export interface CallerOptions<T> {
  send: Send;
  credentials: CredentialSource<T>;
  /** Returns the request with the credential added. */
  authorize(request: StoreRequest, credential: T): Promise<StoreRequest> | StoreRequest;
  /** Whether the response says that the credential has expired. */
  isExpired(answer: StoreAnswer, credential: T): boolean;
}

/** Returns a function that sends a request with the current credential. @throws {ExpiredCredentialError} */
export function caller<T>({ send, credentials, authorize, isExpired }: CallerOptions<T>): Send {
  return async (request) => {
    let credential: T | null = await credentials.current(request.signal);
    for (let renewed = false; credential !== null; renewed = true) {
      const answer = await send(await authorize(request, credential));
      if (!isExpired(answer, credential)) return answer;
      await answer.stream?.cancel();
      if (renewed) break;
      credential = await credentials.renew(credential, request.signal);
    }
    throw new ExpiredCredentialError(`Cannot ${request.doing}: the credentials have expired`, {
      hint: "Get new credentials and rerun the command to resume.",
    });
  };
}
