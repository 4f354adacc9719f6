/** Errors of the connection to Looker. @module */
import { EXIT, LookervaultError } from "../base/errors.ts";

/** Looker refused the login, or the token that it issued. Exit code 3. */
export class LoginError extends LookervaultError {
  readonly code = "login_refused";
  readonly exitCode = EXIT.looker;
  constructor(host: string, readonly status: number, cause: unknown) {
    super(`Cannot log in to ${host}: Looker refused the credentials (${status})`, {
      cause,
      hint:
        "Check LOOKERVAULT_CLIENT_ID and LOOKERVAULT_CLIENT_SECRET: an admin can find and renew API keys under " +
        "Admin > Users > Edit > API keys. The user must be enabled.",
    });
  }
}

/** The login returned a token that cannot be used. Exit code 3. */
export class BadTokenError extends LookervaultError {
  readonly code = "bad_token";
  readonly exitCode = EXIT.looker;
  constructor(host: string, what: string) {
    super(`Cannot log in to ${host}: ${what}`, {
      hint:
        "Check the base URL: something other than Looker may be answering. Looker's tokens have 40 letters and " +
        "digits, and are valid for an hour.",
    });
  }
}
