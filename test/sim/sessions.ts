/** Tokens: made at login, forgotten at logout, dead after a while. @module */
import type { ResolvedOptions } from "./options.ts";

/** One login. */
export interface Session {
  /** Number of the login, for the log; never the token itself. */
  number: number;
  userId: string;
  workspace: string;
  sudoUserId: string | null;
  expires: number;
}

/** All logins of an instance. */
export class Sessions {
  readonly #live = new Map<string, Session>();
  #count = 0;
  constructor(readonly options: ResolvedOptions, readonly apiUser: () => string = () => "1") {}

  /** The user behind credentials. */
  userOf(clientId: string, clientSecret: string): string | undefined {
    const { options } = this;
    if (clientId === options.clientId && clientSecret === options.clientSecret) return this.apiUser();
    return options.clients.find((known) => known.clientId === clientId && known.clientSecret === clientSecret)
      ?.userId;
  }

  /** A new token. */
  open(userId: string, sudoUserId: string | null = null): string {
    const number = ++this.#count;
    const token = `sim${number}${crypto.randomUUID().replaceAll("-", "")}`;
    const expires = this.options.now() + this.options.tokenTtlSeconds * 1000;
    this.#live.set(token, { number, userId, workspace: "production", sudoUserId, expires });
    return token;
  }

  /** The session of an `Authorization` header, unless it is missing, revoked or expired. */
  find(header: string | null): Session | undefined {
    const token = tokenOf(header);
    const session = token === undefined ? undefined : this.#live.get(token);
    if (token === undefined || session === undefined) return undefined;
    if (session.expires > this.options.now()) return session;
    this.#live.delete(token);
    return undefined;
  }

  /** Forgets a token. */
  close(header: string | null): void {
    const token = tokenOf(header);
    if (token !== undefined) this.#live.delete(token);
  }

  /** Forgets all tokens, as a restart of the instance would. */
  revokeAll(): void {
    this.#live.clear();
  }
}

function tokenOf(header: string | null): string | undefined {
  return /^(?:token|bearer) +(\S+)$/i.exec(header ?? "")?.[1];
}
