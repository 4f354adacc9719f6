/**
 * Reads an item for a page: its newest card, and what each version changed.
 *
 * @module
 */
import type { JsonObject } from "../../codec/json_value.ts";
import { UNRESTORABLE } from "../../handlers/mod.ts";
import { comparableBody, differences } from "../../live/diff/body_differences.ts";
import { type ContentType, isContentType, typeCode } from "../../looker/content_type_names.ts";
import { PERSON } from "../../looker/content_types.ts";
import { changeTold } from "../../looker/told_by.ts";
import { nameOf } from "../../vault/changes.ts";
import { lastTwoBodies, versionBodies } from "../../vault/version_bodies.ts";
import type { Vault } from "../../vault/vault.ts";
import type { Body, Card, Op, Version } from "../data/card.ts";
import type { Key } from "../data/head.ts";
import { diffCards } from "../model/diff_cards.ts";
import type { NameOf } from "../model/words.ts";
import { cardOf } from "./card/card.ts";
import { notesOf } from "./card/notes.ts";
import { minutesOf, shownVersions } from "./items.ts";
import type { Source } from "./source.ts";

/** An item, and how many of its versions are damaged. */
export interface FilledBody {
  body: Body;
  /** The number of versions that were read, and of those that are damaged. */
  read: number;
  damaged: number;
}

/** A version in the form in which it is compared. */
interface Form {
  form: JsonObject;
  card: Card;
}

/** Reads all versions of an item that are shown; null if the vault holds none of them. */
export function fillBody(source: Source, type: ContentType, id: string): FilledBody | null {
  const { vault, timeline, redaction } = source, until = timeline.end;
  const known = [...sinceTimes(source, type, id)];
  const shown = new Set(
    shownVersions(known, timeline.base, (time) => timeline.runOf(time)).map((i) => known[i]),
  );
  if (shown.size === 0) return null;
  const versions: Version[] = [];
  let former: Form | null = null, read = 0, damaged = 0;
  for (const { since, body } of versionBodies(vault, { type: typeCode(type), id, until })) {
    read++;
    const form = body === null ? null : formOf(type, id, body);
    if (form === null) damaged++;
    if (!shown.has(since)) continue;
    if (form === null) {
      versions.push(damagedVersion(timeline.runOf(since)));
      continue;
    }
    versions.push(versionOf(source, { type, since, former, now: form }));
    former = form;
  }
  const card = former?.card ?? { title: nameOf(vault, typeCode(type), id) ?? "" };
  return { body: redaction.value({ card, versions }), read, damaged };
}

/** Yields when the versions of an item began. */
function* sinceTimes({ searcher, timeline }: Source, type: ContentType, id: string): Generator<string> {
  const docs = searcher.index.docsOf(typeCode(type), id).toReversed();
  for (const { since } of docs) if (since <= timeline.end) yield since;
}

function formOf(type: ContentType, id: string, bytes: Uint8Array): Form | null {
  try {
    const form = comparableBody(type, bytes), card = cardOf(type, id, form);
    const fixed = UNRESTORABLE[type]?.text;
    return { form, card: fixed === undefined ? card : { ...card, fixed } };
  } catch {
    return null;
  }
}

function damagedVersion(run: number): Version {
  return { r: Math.max(0, run), at: 0, by: null, ops: [], damaged: true };
}

function versionOf(
  { timeline, vault }: Source,
  { type, since, former, now }: { type: ContentType; since: string; former: Form | null; now: Form },
): Version {
  const read = (form: Form | null): ((key: string) => JsonObject[string] | undefined) | null =>
    form === null ? null : (key) => Object.hasOwn(form.form, key) ? form.form[key] : undefined;
  const told = changeTold(type, { from: read(former), to: read(now) });
  const version = {
    r: Math.max(0, timeline.runOf(since)),
    at: minutesOf(told?.at ?? null),
    by: told === null ? null : `${PERSON}/${told.userId}`,
  };
  return { ...version, ops: former === null ? [] : opsBetween(vault, type, former, now) };
}

function opsBetween(vault: Vault, type: ContentType, former: Form, now: Form): Op[] {
  const ops = diffCards(former.card, now.card);
  const names = (kind: ContentType, id: string): string | null => nameOf(vault, typeCode(kind), id);
  return [...ops, ...notesOf(differences(former.form, now.form, { type, nameOf: names }), ops)];
}

/** Returns the changes of the newest version of an item at a time (ISO 8601 UTC); null if they cannot be determined. */
export function opsOfEdit(
  { vault, redaction }: Source,
  type: ContentType,
  id: string,
  until: string,
): Op[] | null {
  const [last, before] = lastTwoBodies(vault, { type: typeCode(type), id, until });
  const [now, former] = [last, before].map((one) => one?.body ? formOf(type, id, one.body) : null);
  if (now === undefined || former === undefined) return null;
  return now === null || former === null ? null : redaction.value(opsBetween(vault, type, former, now));
}

/** Returns a function that returns the names of items. It caches the names. */
export function namesOf({ vault }: Pick<Source, "vault">): NameOf {
  const known = new Map<Key, string>();
  return (key) => {
    let name = known.get(key);
    if (name === undefined) {
      const slash = key.indexOf("/"), type = key.slice(0, slash), id = key.slice(slash + 1);
      name = (isContentType(type) ? nameOf(vault, typeCode(type), id) : null) ?? key;
      if (known.size > 10_000) known.clear();
      known.set(key, name);
    }
    return name;
  };
}
