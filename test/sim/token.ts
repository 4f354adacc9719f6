/** What a login answers. @module */
import type { Answer } from "./call.ts";

/** The answer of a login. */
export function token(accessToken: string, seconds: number): Answer {
  const body = { access_token: accessToken, token_type: "Bearer", expires_in: seconds, refresh_token: null };
  return { status: 200, body: JSON.stringify(body) };
}
