import type { Changes, Index } from "../../../lib/web/data/index.ts";
import type { Body } from "../../../lib/web/data/card.ts";
import type { Head } from "../../../lib/web/data/head.ts";
import { Archive } from "../../../lib/web/model/archive.ts";
import { unpack } from "../../../lib/web/model/unpack.ts";
import { type ReportResult, writeReport } from "../../../lib/web/fill/report.ts";
import type { Source } from "../../../lib/web/fill/source.ts";

/** A report as its page reads it: every block unpacked and checked by its sum. */
export interface ReadReport {
  html: string;
  result: ReportResult;
  head: Head;
  index: Index;
  archive: Archive;
  changes: Changes[];
  bodies: Body[];
  /** Everything that the blocks hold, as text. */
  text: string;
  jsons: Record<string, string>;
}

/** Writes a report, and reads it again. */
export async function readReport(source: Source): Promise<ReadReport> {
  const pieces: string[] = [];
  let spooled = new Uint8Array();
  const result = await writeReport(source, {
    tool: "lookervault test",
    revision: "1",
    args: ["--db", "acme.db"],
  }, {
    write: (text) => void pieces.push(text),
    spool: {
      write: (bytes) => void (spooled = new Uint8Array([...spooled, ...bytes])),
      read: (from, length) => spooled.slice(from, from + length),
    },
  });
  const html = pieces.join(""), blocks = new Map<string, { text: string; sum: string }>();
  for (
    const [, id = "", sum = "", text = ""] of html.matchAll(
      /<script type="application\/gzip;base64" id="([^"]+)"(?: data-sum="([^"]+)")?>([^<]*)<\/script>/g,
    )
  ) blocks.set(id, { text, sum });
  const texts: string[] = [];
  const read = async <T>(id: string, sum: string): Promise<T> => {
    const text = await unpack(blocks.get(id)?.text ?? "", { id, sum });
    texts.push(text);
    return JSON.parse(text);
  };
  const head = await read<Head>("lv-head", blocks.get("lv-head")?.sum ?? "");
  const index = await read<Index>("lv-index", head.index);
  const all = async <T>(prefix: string): Promise<T[]> => {
    const found: T[] = [];
    for (let n = 0; blocks.has(`${prefix}${n}`); n++) {
      found.push(await read<T>(`${prefix}${n}`, index.sums[`${prefix}${n}`] ?? ""));
    }
    return found;
  };
  const changes = await all<Changes>("lv-c"), bodies = (await all<Body[]>("lv-b")).flat();
  const jsons = Object.assign({}, ...await all<Record<string, string>>("lv-j"));
  return {
    html,
    result,
    head,
    index,
    archive: new Archive(head, index),
    changes,
    bodies,
    text: texts.join("\n"),
    jsons,
  };
}
