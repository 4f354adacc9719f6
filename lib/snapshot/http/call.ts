/**
 * Calls with a credential: it is renewed once where the store says that it ran out.
 *
 * @module
 */
import type { CredentialSource } from "../credentials/lease.ts";
import { ExpiredCredentialError } from "../errors.ts";
import type { Send, StoreAnswer, StoreRequest } from "./send.ts";

/** What a store knows of its own calls. */
export interface CallerOptions<T> {
  send: Send;
  credentials: CredentialSource<T>;
  /** The request with what lets it through. */
  authorize(request: StoreRequest, credential: T): Promise<StoreRequest> | StoreRequest;
  /** Whether the answer says that the credential, which was right, ran out. */
  isExpired(answer: StoreAnswer, credential: T): boolean;
}

/** Sends with a credential. */
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
