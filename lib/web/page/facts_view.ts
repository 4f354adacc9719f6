/**
 * The facts of a card: properties with texts, and links to items.
 *
 * @module
 */
import { useState } from "preact/hooks";
import type { Card, Line } from "../data/card.ts";
import { plain, plainLines } from "../model/plain.ts";
import { numberText } from "../model/time.ts";
import { propertyName } from "../model/words.ts";
import { ui, type View } from "./html.ts";
import { icon } from "./icons.ts";
import { keyLink, nameOfKey } from "./store.ts";

/** Facts in a monospace font, because they are code or identifiers. */
const CODE = new Set([
  "crontab",
  "email",
  "slug",
  "url",
  "condition",
  "permissions",
  "models",
  "recipients",
  "fields",
]);

/** A line: a text, or a link to an item. */
export function lineView(line: Line, run: number): View {
  if (typeof line === "string") return ui`<bdi>${plainLines(line)}</bdi>`;
  const type = line.to.slice(0, line.to.indexOf("/"));
  return ui`<a class="pill" href=${keyLink(line.to)}>${icon(type, 13)}<bdi class="cut">${
    nameOfKey(line.to, run)
  }</bdi></a>${
    line.as === undefined ? null : ui` <span class="tag"><bdi>${plain(line.as)}</bdi></span>
    `
  }`;
}

/** A list of lines. It shows 24 lines until the user expands it. */
function Lines({ lines, run, isCode }: { lines: readonly Line[]; run: number; isCode: boolean }): View {
  const [most, setMost] = useState(24);
  if (lines.length === 0) return ui`<span class="mute">none</span>`;
  return ui`<span class="chips">${
    lines.slice(0, most).map((line) =>
      typeof line === "string" && isCode
        ? ui`<bdi class="fchip">${plainLines(line)}</bdi>`
        : ui`<span class="chip">${lineView(line, run)}</span>`
    )
  }${
    lines.length > most
      ? ui`<button class="lnk" type="button" onClick=${() => setMost(most + 200)}>${
        numberText(lines.length - most)
      } more</button>`
      : null
  }</span>`;
}

/** Facts of users that are omitted, because lists show them with names. */
const SAID = /^(group_ids|role_ids)$/;

/** All facts of a card. Properties with the value "no" share one line. */
export function Facts({ card, run }: { card: Card; run: number }): View {
  const facts = Object.entries(card.facts ?? {}).filter(([name]) => !SAID.test(name));
  const isOff = (value: Line | Line[]): boolean => value === "no";
  const shown = facts.filter(([, value]) => !isOff(value)), off = facts.filter(([, value]) => isOff(value));
  if (facts.length === 0) {
    // The sections of a board show its content.
    if (card.sections !== undefined) return null;
    return ui`<p class="mute">The page shows no properties of this type. See the JSON below.</p>`;
  }
  return ui`<dl class="facts">${
    shown.map(([name, value]) => {
      const words = propertyName(name), isCode = CODE.has(name);
      return ui`<dt><bdi>${words.charAt(0).toUpperCase() + words.slice(1)}</bdi></dt><dd>${
        Array.isArray(value)
          ? ui`<${Lines} lines=${value} run=${run} isCode=${isCode} />`
          : ui`<span class=${isCode ? "mono" : ""}>${lineView(value, run)}</span>`
      }</dd>`;
    })
  }${
    off.length === 0
      ? null
      : ui`<dt>Not set</dt><dd class="mute"><bdi>${
        off.map(([name]) => propertyName(name)).join(", ")
      }</bdi></dd>`
  }</dl>`;
}

/** The sections of a board. */
export function sectionsView(card: Card, run: number): View {
  return ui`${
    (card.sections ?? []).map(({ id, title, text, items }) =>
      ui`
        <section class="bsection"
          key=${id}><h2><bdi>${
        plain(title.trim()) || "Section"
      }</bdi> <span class="mute">${items.length}</span></h2>${
        text === undefined ? null : ui`<p class="mute"><bdi>${plainLines(text)}</bdi></p>`
      }<ul class="plainl">${
        items.map((
          line,
        ) => ui`<li>${lineView(line, run)}</li>`)
      }</ul></section>
      `
    )
  }`;
}
