/**
 * Small parts of pages. Texts of Looker become only text nodes and attributes.
 *
 * @module
 */
import { Component } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { ChangeKind } from "../data/head.ts";
import type { Standing } from "../model/archive.ts";
import { commandLine } from "../model/shell.ts";
import { numberText } from "../model/time.ts";
import { type Children, ui, type View } from "./html.ts";
import { icon } from "./icons.ts";
import { type Remedy, SourceError } from "./source.ts";
import { archive, itemLink, moment, nameOf, store } from "./store.ts";

/** The class, name and sign of each kind of change. */
export const SIGNS: Readonly<Record<ChangeKind, readonly [cls: string, word: string, shown: string]>> = {
  "+": ["add", "added", "+"],
  "~": ["chg", "changed", "~"],
  "-": ["del", "removed", "−"],
};

/** The sign of a change. */
export function sign(kind: ChangeKind): View {
  const [cls, word, shown] = SIGNS[kind];
  return ui`<span class=${`sign ${cls}`} role="img" aria-label=${word}>${shown}</span>`;
}

/** The number of added, changed and removed items. */
export function tallyView(n: readonly number[], options: { labels?: boolean } = {}): View {
  const kinds: ChangeKind[] = ["+", "~", "-"];
  return ui`<span class="tally">${
    kinds.map((kind, at) => {
      const [cls, word, shown] = SIGNS[kind], count = n[at] ?? 0;
      if (count === 0 && options.labels !== true) return null;
      return ui`
        <span
          class=${`t-${cls}${count ? "" : " zero"}`}><b aria-hidden="true">${shown}</b> ${
        numberText(
          count,
        )
      }<span class=${options.labels ? "lbl" : "sr"}> ${word}</span></span>
      `;
    })
  }</span>`;
}

const STANDINGS: Readonly<Record<Standing, string>> = {
  live: "",
  trash: "⌫ in the trash",
  gone: "− deleted",
  unborn: "· not created yet",
};

/** The state of an item, unless it is in use. */
export function standingTag(standing: Standing): View {
  return standing === "live" ? null : ui`<span class=${`tag st-${standing}`}>${STANDINGS[standing]}</span>`;
}

/** A link to an item, with its icon. */
export function itemView(i: number, { sub = "", run = moment(), cls = "" } = {}): View {
  return ui`<a class=${`ilink ${cls}`} href=${itemLink(i)}>${icon(archive().typeName(i))}<bdi class="cut">${
    nameOf(i, run)
  }</bdi>${sub === "" ? null : ui`<span class="mute cut"><bdi>${sub}</bdi></span>`}</a>`;
}

interface EmptyProps {
  title: string;
  name?: string;
  /** Whether the message is the entire page, so that its title is the heading of the page. */
  isPage?: boolean;
  children?: Children;
}

/** A message that there is nothing to show, with what to do. */
export function Empty({ title, name = "search", isPage = false, children }: EmptyProps): View {
  return ui`<div class="empty"><span class="empty-ic">${icon(name, 22)}</span>${
    isPage ? ui`<h1>${title}</h1>` : ui`<h2>${title}</h2>`
  }<div>${children}</div></div>`;
}

/** A line that says what is different from what the address asks for. */
export function notice(text: Children): View {
  return ui`<p class="notice" role="status">${icon("warn", 15)}<span>${text}</span></p>`;
}

/** A text in which commands are between backquotes. */
export function withCode(text: string): Children {
  return text.split("`").map((part, n) => n % 2 === 0 ? part : ui`<code>${part}</code>`);
}

/** A placeholder for data that is being loaded. */
export function bones(count = 4, height = 14): View {
  const widths = [92, 78, 85, 60, 88, 70];
  return ui`<div class="bones" role="status" aria-label="Loading">${
    Array.from({ length: count }, (_, i) =>
      ui`<i style=${{ width: `${widths[i % 6]}%`, height: `${height}px` }} />`)
  }</div>`;
}

const REPORT = ["report", "--out", "report.html"];

/** What helps after a failure: a sentence, and commands. */
const REMEDIES: Readonly<Record<Remedy, readonly [text: string, commands: readonly string[][]]>> = {
  report: ["The vault may still be intact. Verify it, and create this page again:", [["verify"], REPORT]],
  verify: ["Check what the vault contains:", [["verify"]]],
  restart: ["Start it, then open the address that it prints:", [["browse"]]],
  reload: ["Load this page again.", []],
  browser: ["Use a browser from 2023 or later.", []],
};

/** A message that something cannot be shown, with what to do. With a `title`, it is the entire page. */
export function broken(error: unknown, title?: string): View {
  const remedy = error instanceof SourceError
    ? error.remedy
    : store.head?.form === "browse"
    ? "verify"
    : "report";
  const [text, commands] = REMEDIES[remedy];
  return ui`<div class="broken" role="alert">${icon("warn", 20)}<div>${
    title === undefined ? ui`<h2>This part cannot be shown</h2>` : ui`<h1>${title}</h1>`
  }<p>${withCode(error instanceof Error ? error.message : String(error))}</p><p class="mute">${text}</p>${
    commands.map((words) => ui`<${Command} words=${words} />`)
  }${
    remedy === "reload"
      ? ui`<p><button class="btn" type="button" onClick=${() => location.reload()}>Load again</button></p>`
      : null
  }</div></div>`;
}

/** Catches errors while a page is drawn. */
export class Guard extends Component<{ children: Children }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static override getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error: error ?? "unknown" };
  }

  override render(): View {
    const { error } = this.state;
    return error === null
      ? ui`${this.props.children}`
      : ui`<main id="main" class="page" tabindex="-1">${broken(error, "This page cannot be shown")}</main>`;
  }
}

/** A command to copy. */
export function Command({ words, label = "Command" }: { words: readonly string[]; label?: string }): View {
  const [isCopied, setCopied] = useState(false), text = commandLine(words, store.head?.args ?? []);
  const code = useRef<HTMLElement>(null), timer = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  // Lines may break only between arguments, for example not within `--dry-run`.
  const shown = text.split(" ").map((word, i) => ui`${i > 0 ? " " : ""}<span class="nb">${word}</span>`);
  const done = (): void => {
    setCopied(true);
    timer.current = setTimeout(() => setCopied(false), 1600);
  };
  const select = (): void => {
    // If the clipboard is not available, the command is selected so that the user can copy it.
    const range = document.createRange(), selection = getSelection();
    if (code.current === null || selection === null) return;
    range.selectNodeContents(code.current);
    selection.removeAllRanges();
    selection.addRange(range);
    if (document.execCommand("copy")) done();
  };
  const copy = (): void => {
    const { clipboard } = navigator as { clipboard?: Clipboard };
    if (clipboard === undefined) select();
    else clipboard.writeText(text).then(done, select);
  };
  return ui`
    <div
      class="cmd"><code ref=${code} tabindex="0" role="group" aria-label=${label}>${shown}</code><button type="button" class="btn-ic" onClick=${copy} aria-label=${`Copy: ${text}`} title="Copy">${
    icon(
      isCopied ? "check" : "copy",
    )
  }</button><span class="sr" aria-live="polite">${isCopied ? "Copied" : ""}</span></div>
  `;
}

/** A group of buttons, one of which is chosen. */
export function Choice<T extends string>(
  { value, on, of, label }: {
    value: T;
    on: (value: T) => void;
    of: readonly (readonly [T, string])[];
    label: string;
  },
): View {
  return ui`<div class="seg" role="group" aria-label=${label}>${
    of.map(([one, text]) =>
      ui`<button type="button" aria-pressed=${String(one === value)} onClick=${() =>
        on(one)}>${text}</button>`
    )
  }</div>`;
}

/** A drop-down list. */
export function Pick(
  { label, value, usual = "", on, of }: {
    label: string;
    value: string;
    usual?: string;
    on: (value: string) => void;
    of: readonly (readonly [string, string])[];
  },
): View {
  const change = (event: Event): void => on((event.currentTarget as HTMLSelectElement).value);
  return ui`
    <label
      class=${`fsel${
    value === usual ? "" : " set"
  }`}><span class="sr">${label}</span><select value=${value} onChange=${change}>${
    of.map(([one, text]) => ui`<option value=${one}>${text}</option>`)
  }</select></label>
  `;
}

/** A small line chart of numbers. */
export function spark(data: readonly number[], { at = -1, width = 96, height = 22 } = {}): View {
  // No more points than pixels.
  const step = Math.max(1, Math.floor(data.length / width));
  const points = data.filter((_, i) => i % step === 0 || i === data.length - 1);
  const low = Math.min(...points), high = Math.max(...points), count = Math.max(1, data.length - 1);
  const y = (value: number): number =>
    high === low ? height / 2 : height - 3 - (value - low) / (high - low) * (height - 6);
  const x = (i: number): number => 3 + i / count * (width - 6);
  const shown = data.length === 1 ? [...data, ...data] : data;
  const line = shown.map((value, i) =>
    i % step === 0 || i === shown.length - 1 ? `${x(i).toFixed(1)},${y(value).toFixed(1)}` : ""
  )
    .filter((point) => point !== "").join(" ");
  return ui`
    <svg class="spark" width=${width} height=${height} viewBox=${`0 0 ${width} ${height}`}
      aria-hidden="true"><polyline points=${line} />${
    at < 0 ? null : ui`<circle cx=${x(at)} cy=${y(data[at] ?? 0)} r="2.5" />`
  }</svg>
  `;
}

/** Returns a handler that scrolls to a part of the page. */
export function jumpTo(id: string): (event: Event) => void {
  return (event) => {
    event.preventDefault();
    const element = document.getElementById(id);
    element?.scrollIntoView({ block: "start" });
    element?.focus({ preventScroll: true });
  };
}
