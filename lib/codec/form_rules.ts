/**
 * Which parts of a body count in a comparison, as rules that a traversal of MessagePack can look up quickly. The
 * registry has the rules of a type; this file turns them into tables.
 *
 * @module
 */

/** What makes two bodies of a type equal. */
export interface EqualityFacts {
  /** Names that never count, on whatever object they are. */
  volatile: readonly string[];
  /**
   * Paths that never count, from the body's root: `dashboard_filters[].field`. `*` is any key, a path that begins with
   * `**.` may begin at any depth, and `tiles[look_id].query` counts in those tiles only that have a `look_id`.
   */
  computed?: readonly string[];
  /** Names whose values are compared as they are: inside of them, nothing is omitted. */
  verbatim?: readonly string[];
  /** Names of booleans whose `false` says no more than null. */
  twoValued?: readonly string[];
  /** Names of objects that say nothing where nothing is left in them. */
  optional?: readonly string[];
  /** Whether null, `""` and `[]` are values like any other. */
  keepsNothing?: boolean;
}

/** What is known of a key. */
export interface KeyRule {
  readonly bytes: Uint8Array;
  /** It never counts. */
  readonly drops: boolean;
  /** Its value is compared as it is; only null is the same as absent. */
  readonly verbatim: boolean;
  readonly twoValued: boolean;
  /** Its object says nothing where nothing is left in it. */
  readonly optional: boolean;
  /** The rules of the objects in its value. */
  readonly inner: FormRules;
  /** The rule instead of this one where the object has what {@linkcode FormRules.condition} names; null: no other. */
  readonly then: KeyRule | null;
}

/** Slots of a table of names; a power of two. */
const SLOTS = 256;

/** The rules of the objects at some places of a body. */
export class FormRules {
  /** The rules for values of keys that have no rules of their own. */
  other: FormRules = this;
  /** The name of a property on which some rules depend. */
  condition: Uint8Array | null = null;
  private readonly slots: (KeyRule[] | undefined)[] = [];
  private readonly names = new Map<string, KeyRule>();

  constructor(readonly keepsNothing: boolean) {
    for (let i = 0; i < SLOTS; i++) this.slots.push(undefined);
  }

  add(name: string, rule: KeyRule): void {
    const { bytes } = rule;
    (this.slots[slotOf(bytes, 0, bytes.length)] ??= []).push(rule);
    this.names.set(name, rule);
  }

  /** The rule of the key whose UTF-8 is in `bytes`. */
  find(bytes: Uint8Array, from: number, to: number): KeyRule | null {
    const slot = this.slots[slotOf(bytes, from, to)];
    if (slot === undefined) return null;
    for (let i = 0; i < slot.length; i++) {
      const rule = slot[i];
      if (rule !== undefined && isName(rule.bytes, bytes, from, to)) return rule;
    }
    return null;
  }

  /** The rule of a key. */
  named(name: string): KeyRule | null {
    return this.names.get(name) ?? null;
  }
}

const LETTER = { d: 0x64, i: 0x69, s: 0x73, underscore: 0x5f };

/** Whether the key whose UTF-8 is in `bytes` is one of {@linkcode isIdName}. */
export function isIdKey(bytes: Uint8Array, from: number, to: number): boolean {
  if (endsIn(ORDER, bytes, from, to)) return true;
  let end = to;
  if (end - from > 2 && bytes[end - 1] === LETTER.s) end--;
  if (end - from < 2 || bytes[end - 1] !== LETTER.d || bytes[end - 2] !== LETTER.i) return false;
  return end - from === 2 || bytes[end - 3] === LETTER.underscore;
}

/** Whether a name is that of an id or of a list of ids: `id`, `ids`, `folder_id`, `role_ids`, `section_order`. */
export function isIdName(name: string): boolean {
  return /(?:^|_)ids?$|_order$/.test(name);
}

/** What is in an order of sections or items: their ids. */
const ORDER = new TextEncoder().encode("_order");

function endsIn(suffix: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  return to - from > suffix.length && isName(suffix, bytes, to - suffix.length, to);
}

/** Whether a name is what is in `bytes`. */
export function isName(name: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (name.length !== to - from) return false;
  for (let i = 0; i < name.length; i++) if (bytes[from + i] !== name[i]) return false;
  return true;
}

function slotOf(bytes: Uint8Array, from: number, to: number): number {
  if (to === from) return 0;
  return ((to - from) * 37 + (bytes[from] as number) * 11 + (bytes[to - 1] as number) * 5) & (SLOTS - 1);
}

/** A path from some place on; it counts only where the object there has `when`. */
interface Path {
  when: string | null;
  keys: readonly string[];
}

/** The rules of whole bodies. */
export function compileRules(facts: EqualityFacts): FormRules {
  return new Compiler(facts).whole();
}

const encoder = new TextEncoder();

class Compiler {
  private readonly made = new Map<string, FormRules>();
  private readonly exact: FormRules;
  private readonly anywhere: readonly Path[];
  private readonly fromRoot: readonly Path[];
  private readonly keepsNothing: boolean;

  constructor(private readonly facts: EqualityFacts) {
    const paths = facts.computed ?? [];
    this.keepsNothing = facts.keepsNothing ?? false;
    this.exact = new FormRules(true);
    this.anywhere = paths.filter((path) => path.startsWith("**.")).map((path) => pathOf(path.slice(3)));
    this.fromRoot = paths.filter((path) => !path.startsWith("**.")).map(pathOf);
  }

  /** The rules of a body's root. */
  whole(): FormRules {
    return this.at(this.fromRoot);
  }

  /** The rules of the objects where these paths, and those from anywhere, go on. */
  private at(active: readonly Path[]): FormRules {
    const key = active.map(({ when, keys }) => `${when ?? ""}|${keys.join(".")}`).sort().join("\n");
    const known = this.made.get(key);
    if (known !== undefined) return known;
    const rules = new FormRules(this.keepsNothing);
    this.made.set(key, rules);
    const paths = [...active, ...this.anywhere];
    const { volatile, verbatim = [], twoValued = [], optional = [] } = this.facts;
    const named = paths.map(({ keys: [first = ""] }) => nameOf(first));
    const always = paths.filter(({ when }) => when === null);
    const conditions = new Set(paths.flatMap(({ when }) => when ?? []));
    if (conditions.size > 1) throw new Error("Cannot compile rules: an object has two conditions");
    for (const condition of conditions) rules.condition = encoder.encode(condition);
    for (const name of new Set([...volatile, ...verbatim, ...twoValued, ...optional, ...named])) {
      if (name === "*") continue;
      const rule = this.rule(name, always), then = this.rule(name, paths);
      const isOther = then.drops !== rule.drops || then.inner !== rule.inner;
      rules.add(name, isOther ? { ...rule, then } : rule);
    }
    rules.other = this.at(tails(always, "*"));
    return rules;
  }

  private rule(name: string, paths: readonly Path[]): KeyRule {
    const { volatile, verbatim = [], twoValued = [], optional = [] } = this.facts;
    const rest = [...tails(paths, name), ...tails(paths, "*")];
    const isVerbatim = verbatim.includes(name);
    return {
      bytes: encoder.encode(name),
      drops: volatile.includes(name) || rest.some(({ keys }) => keys.length === 0),
      verbatim: isVerbatim,
      twoValued: twoValued.includes(name),
      optional: optional.includes(name),
      inner: isVerbatim ? this.exact : this.at(rest.filter(({ keys }) => keys.length > 0)),
      then: null,
    };
  }
}

function pathOf(path: string): Path {
  return { when: null, keys: path.split(".") };
}

/** `tiles` of `tiles[]` and of `tiles[look_id]`. */
function nameOf(key: string): string {
  return key.replace(/\[.*\]$/, "");
}

/** How the paths go on below a key. */
function tails(paths: readonly Path[], name: string): Path[] {
  return paths.filter(({ keys: [first = ""] }) => nameOf(first) === name).map((
    { keys: [first = "", ...keys] },
  ) => ({
    when: first.match(/\[(.+)\]$/)?.[1] ?? null,
    keys,
  }));
}
