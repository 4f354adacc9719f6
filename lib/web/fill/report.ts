/**
 * Writes a report: one page that contains all of its data.
 *
 * @module
 */
import { writeJson } from "../../codec/json_writer.ts";
import { DamagedBodyError } from "../../codec/errors.ts";
import { typeCode } from "../../looker/content_type_names.ts";
import { lastTwoBodies } from "../../vault/version_bodies.ts";
import { BLOCK, type JsonBlock } from "../data/blocks.ts";
import type { Body } from "../data/card.ts";
import type { Head } from "../data/head.ts";
import { summaryOf } from "../model/words.ts";
import { REPORT_END, reportBlock, reportOpening } from "../shell.ts";
import { BlockStore, packBlock, type Spool } from "./blocks.ts";
import { fillBody, namesOf } from "./fill_body.ts";
import { type EditWords, fillChanges, type WordsOf } from "./fill_changes.ts";
import { CHUNK, fillHead, type HeadFacts } from "./fill_head.ts";
import { indexBeginning, indexEnd } from "./fill_index.ts";
import { type Items, readItems } from "./items.ts";
import { changeBlocks } from "./night_counts.ts";
import { shellTexts } from "./shell_texts.ts";
import { type Source, Turns, TYPES } from "./source.ts";

/** The size up to which JSON is added to a report, in bytes. */
const MOST_BYTES = 12_000_000;
/** The approximate size of a report without its blocks, in bytes. */
const PAGE_BYTES = 300_000;
/** The number of changes in a block, and of items with their JSON in a block. */
const CHANGES = 2000, JSONS = 48;

/** Receives the text of a report and its progress. */
export interface ReportTarget {
  write(text: string): void;
  spool: Spool;
  progress?: (done: number, total: number) => void;
}

/** The result of writing a report. */
export interface ReportResult {
  head: Head;
  items: number;
  versions: number;
  damaged: number;
  /** Number of items whose JSON the report contains. */
  withJson: number;
}

/** Writes a report. */
export async function writeReport(
  source: Source,
  facts: Omit<HeadFacts, "wordsOf" | "form" | "checks">,
  target: ReportTarget,
): Promise<ReportResult> {
  const store = new BlockStore(target.spool), turns = new Turns(source), items = await readItems(source);
  const { words, versions, damaged } = await packBodies(source, items, { store, turns }, target);
  const wordsOf: WordsOf = ({ type, id }, run) => words.get(wordKey(items.place(type, id), run)) ?? null;
  const made = `${new Date(source.clock.now()).toISOString().slice(0, 19)}Z`;
  const { head, counts } = fillHead(source, {
    ...facts,
    form: "report",
    checks: [{ at: made, items: items.count, versions, damaged }],
    wordsOf,
  });
  const changes = changeBlocks(counts, CHANGES);
  for (const [n, block] of changes.entries()) {
    const filled = fillChanges(source, items, { ...block, wordsOf });
    store.add(BLOCK.changes(n), packBlock(JSON.stringify(filled)));
    if (turns.isDue) await turns.give();
  }
  const pieces: string[] = [];
  for await (const piece of indexBeginning(source, items)) pieces.push(piece);
  const beginning = pieces.join("");
  const most = (MOST_BYTES - PAGE_BYTES) * 3 / 4 - store.size - packBlock(beginning).bytes.length;
  const jsons = await packJson(source, items, { store, turns, most });
  const index = packBlock(
    beginning + indexEnd(items, { changes, sums: store.sums, jsonBlock: (item) => jsons.get(item) ?? -1 }),
  );
  const whole = { ...head, index: index.sum }, packed = packBlock(JSON.stringify(whole));
  target.write(reportOpening(shellTexts(whole), { text: packed.bytes.toBase64(), sum: packed.sum }));
  target.write(reportBlock(BLOCK.index, index.bytes.toBase64()));
  for (const kind of [BLOCK.changes, BLOCK.bodies, BLOCK.json]) {
    for (let n = 0; store.has(kind(n)); n++) {
      target.write(reportBlock(kind(n), store.bytesOf(kind(n)).toBase64()));
      if (turns.isDue) await turns.give();
    }
  }
  target.write(REPORT_END);
  return { head: whole, items: items.count, versions, damaged, withJson: jsons.size };
}

interface Tools {
  store: BlockStore;
  turns: Turns;
}

function wordKey(item: number, run: number): string {
  return `${item} ${run}`;
}

/**
 * Reads every version of every item once, for the cards, the descriptions of edits, and the number of damaged versions.
 */
async function packBodies(
  source: Source,
  items: Items,
  { store, turns }: Tools,
  { progress }: Pick<ReportTarget, "progress">,
): Promise<{ words: Map<string, EditWords>; versions: number; damaged: number }> {
  const words = new Map<string, EditWords>(), nameOf = namesOf(source);
  let versions = 0, damaged = 0, item = 0, block: Body[] = [];
  const flush = (): void => {
    if (block.length > 0) {
      store.add(BLOCK.bodies(Math.floor((item - 1) / CHUNK)), packBlock(JSON.stringify(block)));
    }
    block = [];
  };
  for (; item < items.count;) {
    const id = items.id[item] ?? "",
      type = TYPES[items.numbers.t[item] ?? -1],
      filled = type === undefined ? null : fillBody(source, type, id);
    versions += filled?.read ?? 0;
    damaged += filled?.damaged ?? 0;
    const body = filled?.body ?? { card: { title: "" }, versions: [{ r: 0, at: 0, by: null, ops: [] }] };
    for (const { r, ops, damaged } of body.versions.slice(1)) {
      const s = damaged === true ? "this version is damaged" : summaryOf(ops, nameOf);
      words.set(wordKey(item, r), { s, n: ops.length });
    }
    block.push(body);
    item++;
    if (block.length === CHUNK) flush();
    if (turns.isDue) {
      progress?.(item, items.count);
      await turns.give();
    }
  }
  flush();
  return { words, versions, damaged };
}

/** Adds the JSON of items, the newest edits first, up to `most` bytes. Returns the block of each item that has one. */
async function packJson(
  source: Source,
  items: Items,
  { store, turns, most }: Tools & { most: number },
): Promise<Map<number, number>> {
  const blocks = new Map<number, number>();
  // Names of people can be anywhere in a body.
  if (source.redaction.isActive || most <= 0) return blocks;
  const edited = items.numbers.u,
    order = Int32Array.from({ length: items.count }, (_, item) => item)
      .sort((one, other) => (edited[other] ?? 0) - (edited[one] ?? 0) || one - other);
  let size = 0;
  for (let at = 0, n = 0; at < order.length && size < most; at += JSONS, n++) {
    const held: number[] = [], json: JsonBlock = {};
    for (const item of order.subarray(at, at + JSONS)) {
      const type = TYPES[items.numbers.t[item] ?? -1], id = items.id[item] ?? "";
      const text = type === undefined ? null : jsonOf(source, typeCode(type), id);
      if (text === null) continue;
      json[`${type}/${id}`] = text;
      held.push(item);
    }
    const packed = packBlock(JSON.stringify(json));
    size += packed.bytes.length;
    if (size > most) break;
    store.add(BLOCK.json(n), packed);
    for (const item of held) blocks.set(item, n);
    if (turns.isDue) await turns.give();
  }
  return blocks;
}

/** Returns the JSON that Looker served, in the format of `show`; null if it is damaged. */
function jsonOf({ vault, timeline }: Source, type: number, id: string): string | null {
  try {
    const body = lastTwoBodies(vault, { type, id, until: timeline.end })[0]?.body ?? null;
    return body === null ? null : writeJson(body);
  } catch (error) {
    if (error instanceof DamagedBodyError) return null;
    throw error;
  }
}
