/** What a simulated Looker can be told. @module */
import type { SpecOptions } from "./api_spec.ts";
import type { FaultRule } from "./faults.ts";
import type { MutationRule } from "./mutations.ts";

/** Options of `startSim`. Counts are of living objects; trash, built-ins and oddities come on top. */
export interface SimOptions {
  /** 0 (default) picks a free one. */
  port?: number;
  hostname?: string;
  /** Same seed, same instance. Default 1. */
  seed?: number;
  dashboards?: number;
  looks?: number;
  folders?: number;
  users?: number;
  groups?: number;
  tilesPerDashboard?: number;
  /** About how many bytes of JSON one query tile takes. Default 9,500, as on real instances. */
  tileBytes?: number;
  latencyMs?: number;
  /** How many kilobytes of a body each request makes in a second; 0 (default) for as many as it can. */
  kbPerSecond?: number;
  tokenTtlSeconds?: number;
  /** No page is longer than this, whatever `limit` asks. */
  pageCap?: number;
  /** No list asked without `limit` is longer than this. */
  unlimitedCap?: number;
  /** One more dashboard of about 10 MB. */
  giant?: boolean;
  /** `search_dashboards` answers null for elements, filters and layouts. */
  pageLacksNested?: boolean;
  /** Lists without `sorts` come in an order that differs from request to request. Default true. */
  shuffleUnsorted?: boolean;
  /** Some objects carry properties that the spec does not know (`foo_bar_2027`). Default true. */
  unknownFields?: boolean;
  /** `X-Total-Count` and `Link` on lists asked with `limit`. Default true. */
  pagingHeaders?: boolean;
  clientId?: string;
  clientSecret?: string;
  /** Further credentials: each acts as the user with that id. */
  clients?: { clientId: string; clientSecret: string; userId: string }[];
  /** Answers 429 with Retry-After beyond so many requests in any second. */
  rateLimitPerSecond?: number;
  faults?: FaultRule[];
  /** The search for plans and the plans of one dashboard or look show disabled ones (assumed of some releases). Default false. */
  showsDisabledPlans?: boolean;
  /** Changes to the instance while it is read. */
  mutations?: MutationRule[];
  /** Keeps counters only: no request log. */
  noLog?: boolean;
  /** How many requests the log keeps. Default 200,000. */
  logLimit?: number;
  /** Milliseconds since 1970 by the instance's clock. Default `Date.now`. */
  now?: () => number;
  /**
   * Only what every Looker has: roots, the built-in sets and roles, All Users, the API user, system attributes, standard
   * colors, settings; and `lookml`. No count applies.
   */
  emptied?: boolean;
  /** With `emptied`: models, explores, projects, connections and datagroups as other instances have them. Default true. */
  lookml?: boolean;
  /**
   * Another id space: with `emptied`, ids begin beyond this, those of built-in objects too (each type a little further
   * on). Otherwise only what is made later is numbered beyond this. Default 0: an emptied instance then keeps the
   * usual ids of built-in objects and never gives those of others a second time.
   */
  idOffset?: number;
  /** The address the instance knows itself by, in its settings and versions. */
  host?: string;
  /** The first read of a group just created answers 404. */
  freshGroupsHide?: boolean;
  /** Nulls are served as the empty value of their type, as recorded instances serve many (`served.ts`). */
  empties?: boolean;
  /** Ids are served as numbers, as by old 4.0 releases. */
  numericIds?: boolean;
  /** What Looker computes stands in bodies: fields of filters, echoes of result makers, `quick_calcs`. Default true. */
  computed?: boolean;
  /** A dashboard's filters share no name and no title: 422. Default true. */
  uniqueFilters?: boolean;
  /** Only a user marks favorites for itself, as older reports say; without it, an admin may for others. */
  ownFavorites?: boolean;
  /** Where a user's attribute value comes from is told in the words that were recorded. Default true. */
  sourceWords?: boolean | Readonly<Record<string, string>>;
  /** The content of an instance in use, on top of what was asked: see `production()`. */
  production?: boolean;
  /** Looker's release. */
  release?: string;
  /** What the instance's own spec has beyond the facts, or how it cannot be had. */
  spec?: SpecOptions;
  /** A relay in front of the server, so that the fault `reset` breaks the connection before any header. */
  gate?: boolean;
}

/** Options with every default filled in. */
export type ResolvedOptions =
  & Required<Omit<SimOptions, "pageCap" | "unlimitedCap" | "rateLimitPerSecond">>
  & Pick<SimOptions, "pageCap" | "unlimitedCap" | "rateLimitPerSecond">;

/** Fills in the defaults. */
export function resolveOptions(options: SimOptions): ResolvedOptions {
  return {
    port: 0,
    hostname: "127.0.0.1",
    seed: 1,
    dashboards: 40,
    looks: 30,
    folders: 25,
    users: 20,
    groups: 8,
    tilesPerDashboard: 3,
    tileBytes: 9500,
    latencyMs: 0,
    kbPerSecond: 0,
    tokenTtlSeconds: 3600,
    giant: false,
    pageLacksNested: false,
    shuffleUnsorted: true,
    unknownFields: true,
    pagingHeaders: true,
    clientId: "demo",
    clientSecret: "demo-secret",
    clients: [],
    faults: [],
    showsDisabledPlans: false,
    mutations: [],
    noLog: false,
    logLimit: 200_000,
    now: Date.now,
    emptied: false,
    lookml: true,
    idOffset: 0,
    host: "https://demo.looker.example",
    freshGroupsHide: false,
    empties: false,
    numericIds: false,
    computed: true,
    uniqueFilters: true,
    sourceWords: true,
    production: false,
    release: "26.12.3",
    spec: {},
    gate: false,
    ownFavorites: false,
    ...options,
  };
}
