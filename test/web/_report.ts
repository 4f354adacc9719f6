/**
 * A report of made-up data, as one text.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { BLOCK } from "../../lib/web/data/blocks.ts";
import { REPORT_END, reportBlock, reportOpening, type ShellTexts } from "../../lib/web/shell.ts";
import type { Data } from "./_encode.ts";

/** JSON as a block of a report. */
export function packed(value: unknown): { text: string; sum: string } {
  const bytes = gzipSync(JSON.stringify(value));
  return { text: bytes.toString("base64"), sum: createHash("sha256").update(bytes).digest("base64") };
}

/** The report; `touch` may damage blocks before they are written. */
export function reportOf(
  { head, index, bodies, changes }: Data,
  texts: ShellTexts,
  touch = (_id: string, text: string): string => text,
): string {
  const blocks: [id: string, text: string][] = [], sums: Record<string, string> = {};
  const add = (id: string, value: unknown): void => {
    const { text, sum } = packed(value);
    sums[id] = sum;
    blocks.push([id, text]);
  };
  changes.forEach((one, n) => add(BLOCK.changes(n), one));
  for (let n = 0; n * head.chunk < bodies.length; n++) {
    add(BLOCK.bodies(n), bodies.slice(n * head.chunk, (n + 1) * head.chunk));
  }
  const type = (i: number): string => head.types[index.t[i] ?? 0]?.t ?? "";
  add(
    BLOCK.json(0),
    Object.fromEntries(
      bodies.flatMap(({ card }, i) =>
        index.j[i] === 0
          ? [[`${type(i)}/${index.id[i]}`, JSON.stringify({ id: index.id[i], ...card }, null, 2)]]
          : []
      ),
    ),
  );
  const packedIndex = packed({ ...index, sums });
  const opening = reportOpening(texts, packed({ ...head, index: packedIndex.sum }));
  return opening + reportBlock(BLOCK.index, touch(BLOCK.index, packedIndex.text)) +
    blocks.map(([id, text]) => reportBlock(id, touch(id, text))).join("") + REPORT_END;
}
