/**
 * Who may use `browse`: a browser on this machine that came from the printed address. Pure except for random numbers.
 * A page of another site can make a browser send requests to this machine, and its own host name can be made to point
 * here (DNS rebinding). Therefore the host name has to be this machine's, the origin this page's, and the browser must
 * have a session.
 *
 * @module
 */
import { randomBytes, timingSafeEqual } from "node:crypto";

/** The longest address, and the longest header of cookies, characters. */
const LONGEST_URL = 4096, LONGEST_COOKIE = 16_384;

/** What a request comes to before its answer is looked for. */
export type Entry =
  /** It is let in; `path` begins after the place of the page. */
  | { kind: "in"; path: string; params: URLSearchParams }
  /** It came by the printed address: a session begins. */
  | { kind: "begin"; cookie: string; location: string }
  | { kind: "refused"; status: number; why: string };

/** Lets requests in. */
export class Gate {
  private token = secret();
  private readonly session = secret();
  /**
   * Where the page stands. Cookies do not know ports: a path that nobody else serves keeps this one from other programs of
   * this machine.
   */
  readonly place = `/${secret().slice(0, 16)}/`;

  /** `port`: where it listens. */
  constructor(private readonly port: number) {}

  /** An address that lets one browser in, once. */
  get address(): string {
    return `${this.origin}/?token=${this.token}`;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Looks at a request. */
  enter(request: Request): Entry {
    const { method, headers } = request;
    if (method !== "GET" && method !== "HEAD") return refused(405, "Only GET and HEAD are answered.");
    if (request.url.length > LONGEST_URL) return refused(414, "The address is too long.");
    if (headers.has("transfer-encoding") || Number(headers.get("content-length") ?? 0) > 0) {
      return refused(413, "A request has no body here.");
    }
    if (headers.get("host") !== `127.0.0.1:${this.port}`) {
      return refused(403, "This host name is not answered.");
    }
    const origin = headers.get("origin");
    if (origin !== null && origin !== this.origin) {
      return refused(403, "Other sites may not ask this program.");
    }
    const url = URL.parse(request.url);
    if (url === null) return refused(400, "The address cannot be read.");
    const token = url.searchParams.get("token");
    if (url.pathname === "/" && token !== null) return this.begin(token);
    if (!isSameSite(headers)) return refused(403, "Other sites may not ask this program.");
    if (!this.hasSession(headers)) {
      return refused(
        403,
        "Open the address that `lookervault browse` has printed. Each lets one browser in, once.",
      );
    }
    if (!url.pathname.startsWith(this.place)) return refused(404, "There is nothing here.");
    return { kind: "in", path: url.pathname.slice(this.place.length), params: url.searchParams };
  }

  private begin(token: string): Entry {
    if (!isSame(token, this.token)) {
      return refused(403, "This address was used before. `lookervault browse` has printed another one.");
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

/** Whether a browser says that the page itself asks, or the person at it; others than browsers say nothing. */
function isSameSite(headers: Headers): boolean {
  const site = headers.get("sec-fetch-site");
  return site === null || site === "same-origin" || site === "none";
}

function refused(status: number, why: string): Entry {
  return { kind: "refused", status, why };
}

/** 256 bits that nobody guesses. */
function secret(): string {
  return randomBytes(32).toString("base64url");
}

function isSame(given: string, secret: string): boolean {
  const [one, other] = [given, secret].map((text) => new TextEncoder().encode(text));
  return one !== undefined && other !== undefined && one.length === other.length &&
    timingSafeEqual(one, other);
}
