/**
 * Describes differences exactly, grouped by part.
 *
 * @module
 */
import type { Op } from "../data/card.ts";
import { titleText } from "../model/plain.ts";
import { isPlace, type Words, wordsOf } from "../model/words.ts";
import { ui, type View } from "./html.ts";
import { sign } from "./parts.ts";
import { nameOfKey } from "./store.ts";

interface Part {
  title: string;
  id: string;
  isWhole: boolean;
  words: Words[];
}

/** Whether a tile only moved vertically, because something above it was added or removed. */
function isDrift(op: Op): op is Op & { k: "part"; a: number[]; b: number[] } {
  return op.k === "part" && op.of === "tiles" && op.p === "at" && isPlace(op.a) && isPlace(op.b) &&
    op.a[1] === op.b[1] && op.a[2] === op.b[2] && op.a[3] === op.b[3];
}

/** The list. `onHot` receives the id of the tile under the pointer. */
export function OpList(
  { ops, run, onHot }: { ops: readonly Op[]; run: number; onHot?: (id: string | null) => void },
): View {
  const drift = ops.filter(isDrift), isTogether = drift.length >= 3, parts = new Map<string, Part>();
  for (const op of ops) {
    if (isTogether && isDrift(op)) continue;
    const words = wordsOf(op, (key) => nameOfKey(key, run)), isWhole = op.k === "+" || op.k === "-";
    const id = "id" in op ? op.id : "", key = isWhole ? `${op.k}${op.of}${id}` : words.part;
    const part = parts.get(key) ?? { title: words.part, id, isWhole, words: [] };
    parts.set(key, part);
    part.words.push(words);
  }
  return ui`<ul class="ops">${
    [...parts.values()].map(({ title, id, isWhole, words }) =>
      ui`<li onMouseEnter=${() => onHot?.(id)} onMouseLeave=${() => onHot?.(null)}>
    ${
        isWhole
          ? whole(words[0])
          : ui`${title === "" ? null : ui`<bdi class="op-part">${title}</bdi>`}${words.map(one)}`
      }</li>`
    )
  }${
    isTogether
      ? ui`<li><bdi class="op-part">${drift.length} tiles</bdi><div class="op">${
        sign("~")
      }<span><span class="op-what">moved up or down:</span> ${
        drift.map(({ t, a, b }, i) =>
          ui`${i > 0 ? ", " : ""}<bdi>${titleText(t)}</bdi> <span class="mute nb">row ${(a[0] ?? 0) + 1} → ${
            (b[0] ?? 0) + 1
          }</span>`
        )
      }</span></div></li>`
      : null
  }</ul>`;
}

function whole(words: Words | undefined): View {
  if (words === undefined) return null;
  return ui`
    <div
      class="op whole">${
    sign(words.sign)
  }<span><bdi class="op-part">${words.part}</bdi> <span class="mute">${words.what}</span></span></div>
  `;
}

function one({ sign: kind, what, from, to, isList }: Words): View {
  const was = ui`<del>${isList ? "− " : ""}<bdi>${from}</bdi></del>`,
    is = ui`<ins>${isList ? "+ " : ""}<bdi>${to}</bdi></ins>`;
  return ui`<div class="op">${sign(kind)}<span><bdi class="op-what">${what}</bdi> ${
    isList
      ? ui`${to === null ? null : is} ${from === null ? null : was}`
      : ui`<span class="sr">from </span>${was} <span class="arr" aria-hidden="true">→</span> <span class="sr">to </span>${is}`
  }</span></div>`;
}
