/**
 * Decides who may use `browse`: a browser on this machine that opened the printed address. Pure except for random
 * numbers. A page of another site can make a browser send requests to this machine, and can point its own host name
 * here (DNS rebinding). Therefore, the host name must be this machine's, the origin must be this page's, and the
 * browser must have a session.
 *
 * @module
 */
import { randomBytes, timingSafeEqual } from "node:crypto";

/** The maximum length of a URL, and of a cookie header, in characters. */
const LONGEST_URL = 4096, LONGEST_COOKIE = 16_384;

/** The decision about a request. */
export type Entry =
  /** The request is allowed. `path` is the rest after the path of the page. */
  | { kind: "in"; path: string; params: URLSearchParams }
  /** The request uses the printed address, so a session begins. */
  | { kind: "begin"; cookie: string; location: string }
  | { kind: "refused"; status: number; why: string };

/** Decides about requests. */
export class Gate {
  private token = secret();
  private readonly session = secret();
  /**
   * The path of the page. Cookies apply to all ports, and a path that nobody else serves keeps the cookie from other
   * programs on this machine.
   */
  readonly place = `/${secret().slice(0, 16)}/`;

  /** `port` is the port that the server listens on. */
  constructor(private readonly port: number) {}

  /** An address that admits one browser. It works only once. */
  get address(): string {
    return `${this.origin}/?token=${this.token}`;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Decides about a request. */
  enter(request: Request): Entry {
    const { method, headers } = request;
    if (method !== "GET" && method !== "HEAD") return refused(405, "Only GET and HEAD requests are allowed.");
    if (request.url.length > LONGEST_URL) return refused(414, "The address is too long.");
    if (headers.has("transfer-encoding") || Number(headers.get("content-length") ?? 0) > 0) {
      return refused(413, "A request must not have a body.");
    }
    if (headers.get("host") !== `127.0.0.1:${this.port}`) {
      return refused(403, "This host name is not allowed.");
    }
    const origin = headers.get("origin");
    if (origin !== null && origin !== this.origin) {
      return refused(403, "Requests from other sites are not allowed.");
    }
    const url = URL.parse(request.url);
    if (url === null) return refused(400, "The address is not a valid URL.");
    const token = url.searchParams.get("token");
    if (url.pathname === "/" && token !== null) return this.begin(token);
    if (!isSameSite(headers)) return refused(403, "Requests from other sites are not allowed.");
    if (!this.hasSession(headers)) {
      return refused(
        403,
        "Open the address that `lookervault browse` has printed. Each address admits one browser, and works only once.",
      );
    }
    if (!url.pathname.startsWith(this.place)) return refused(404, "This address does not exist.");
    return { kind: "in", path: url.pathname.slice(this.place.length), params: url.searchParams };
  }

  private begin(token: string): Entry {
    if (!isSame(token, this.token)) {
      return refused(403, "This address has already been used. `lookervault browse` has printed a new one.");
    }
    this.token = secret();
    return { kind: "begin", cookie: this.cookie, location: this.place };
  }

  private get cookie(): string {
    return `lookervault=${this.session}; Path=${this.place}; HttpOnly; SameSite=Strict`;
  }

  private hasSession(headers: Headers): boolean {
    const cookies = headers.get("cookie") ?? "";
    if (cookies.length > LONGEST_COOKIE) return false;
    return cookies.split(";").some((one) => {
      const [name, value = ""] = one.trim().split("=", 2);
      return name === "lookervault" && isSame(value, this.session);
    });
  }
}

/**
 * Whether the browser reports that the page itself or the user sent the request. Clients other than browsers report
 * nothing.
 */
function isSameSite(headers: Headers): boolean {
  const site = headers.get("sec-fetch-site");
  return site === null || site === "same-origin" || site === "none";
}

function refused(status: number, why: string): Entry {
  return { kind: "refused", status, why };
}

/** Returns 256 random bits as text. */
function secret(): string {
  return randomBytes(32).toString("base64url");
}

function isSame(given: string, secret: string): boolean {
  const [one, other] = [given, secret].map((text) => new TextEncoder().encode(text));
  return one !== undefined && other !== undefined && one.length === other.length &&
    timingSafeEqual(one, other);
}
