/**
 * The parts of a body that count in a comparison, as tables for a traversal of MessagePack. The registry defines the
 * rules of each type; this file compiles them into tables.
 *
 * @module
 */

import { isSameText, lastWord, type TextWords, textWords } from "./_text_table.ts";

/** The rules that decide whether two bodies of a type are equal. */
export interface EqualityFacts {
  /** Names of properties that never count in a comparison, on any object. */
  volatile: readonly string[];
  /**
   * Paths that never count in a comparison, from the body's root: `dashboard_filters[].field`. `*` matches any key, and
   * a path that begins with `**.` may start at any depth. A path such as `tiles[look_id].query` applies only to tiles
   * that have a `look_id`.
   */
  computed?: readonly string[];
  /** Names of properties whose values are compared unchanged: nothing inside them is omitted. */
  verbatim?: readonly string[];
  /** Names of booleans for which `false` means the same as null. */
  twoValued?: readonly string[];
  /** Names of objects that are treated as absent if nothing is left in them. */
  optional?: readonly string[];
  /** Whether null, `""` and `[]` count like other values. */
  keepsNothing?: boolean;
}

/** The rule of a key. */
export interface KeyRule {
  readonly bytes: Uint8Array;
  /** Whether the key never counts in a comparison. */
  readonly drops: boolean;
  /** Whether the value is compared unchanged, so that only null equals an absent value. */
  readonly verbatim: boolean;
  readonly twoValued: boolean;
  /** Whether the object is treated as absent if nothing is left in it. */
  readonly optional: boolean;
  /** The rules of the objects in the value. */
  readonly inner: FormRules;
  /** The rule to use instead if the object has the property {@linkcode FormRules.condition}. Null if there is none. */
  readonly then: KeyRule | null;
}

/** The number of bits of the number of a slot in a table of names. */
const SLOT_BITS = 8;

/** A rule, and the name of its key. */
interface NamedRule {
  readonly name: TextWords;
  readonly rule: KeyRule;
}

/** The rules of the objects at one or more places in a body. */
export class FormRules {
  /** The rules for the values of keys without a rule. */
  other: FormRules = this;
  /** The name of the property on which some rules depend. */
  condition: Uint8Array | null = null;
  private readonly slots: (NamedRule[] | undefined)[] = [];
  private readonly names = new Map<string, KeyRule>();

  constructor(readonly keepsNothing: boolean) {
    for (let i = 0; i < 1 << SLOT_BITS; i++) this.slots.push(undefined);
  }

  add(name: string, rule: KeyRule): void {
    const { bytes } = rule, view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const end = bytes.length - 4, last = lastWord(bytes, view, 0, end);
    (this.slots[slotOf(end, last)] ??= []).push({ name: textWords(view, 0, end, last), rule });
    this.names.set(name, rule);
  }

  /** Returns the rule of the key whose UTF-8 is in `bytes` from `from` to `to`. `view` is a view of `bytes`. */
  find(bytes: Uint8Array, view: DataView, from: number, to: number): KeyRule | null {
    const end = to - from - 4, last = lastWord(bytes, view, from, end);
    const slot = this.slots[slotOf(end, last)];
    if (slot === undefined) return null;
    for (let i = 0; i < slot.length; i++) {
      const named = slot[i];
      if (named !== undefined && isSameText(named.name, view, from, end, last)) return named.rule;
    }
    return null;
  }

  /** Returns the rule of a key. */
  named(name: string): KeyRule | null {
    return this.names.get(name) ?? null;
  }
}

const LETTER = { d: 0x64, i: 0x69, s: 0x73, underscore: 0x5f };

/** Whether the key whose UTF-8 is in `bytes` satisfies {@linkcode isIdName}. */
export function isIdKey(bytes: Uint8Array, from: number, to: number): boolean {
  if (endsIn(ORDER, bytes, from, to)) return true;
  let end = to;
  if (end - from > 2 && bytes[end - 1] === LETTER.s) end--;
  if (end - from < 2 || bytes[end - 1] !== LETTER.d || bytes[end - 2] !== LETTER.i) return false;
  return end - from === 2 || bytes[end - 3] === LETTER.underscore;
}

/** Whether a name is the name of an id or of a list of ids: `id`, `ids`, `folder_id`, `role_ids`, `section_order`. */
export function isIdName(name: string): boolean {
  return /(?:^|_)ids?$|_order$/.test(name);
}

/** The suffix of lists that order sections or items by their ids. */
const ORDER = new TextEncoder().encode("_order");

function endsIn(suffix: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  return to - from > suffix.length && isName(suffix, bytes, to - suffix.length, to);
}

/** Whether the bytes from `from` to `to` equal a name. */
export function isName(name: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (name.length !== to - from) return false;
  for (let i = 0; i < name.length; i++) if (bytes[from + i] !== name[i]) return false;
  return true;
}

function slotOf(end: number, last: number): number {
  return Math.imul(last ^ Math.imul(end, 0x9e3779b1), 0x85ebca6b) >>> (32 - SLOT_BITS);
}

/** The rest of a path from some object on. The path applies only if the object has the property `when`. */
interface Path {
  when: string | null;
  keys: readonly string[];
}

/** Compiles the rules of a type into the rules of its bodies. */
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

  /** Returns the rules of a body's root. */
  whole(): FormRules {
    return this.at(this.fromRoot);
  }

  /**
   * Returns the rules of the objects where the `active` paths continue, together with the paths that start at any
   * depth.
   */
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

/** Returns the name in a key of a path: `tiles` for `tiles[]` and for `tiles[look_id]`. */
function nameOf(key: string): string {
  return key.replace(/\[.*\]$/, "");
}

/** Returns the rest of each path below a key. */
function tails(paths: readonly Path[], name: string): Path[] {
  return paths.filter(({ keys: [first = ""] }) => nameOf(first) === name).map((
    { keys: [first = "", ...keys] },
  ) => ({
    when: first.match(/\[(.+)\]$/)?.[1] ?? null,
    keys,
  }));
}
