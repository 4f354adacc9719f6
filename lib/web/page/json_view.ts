/**
 * The JSON that Looker served, unchanged.
 *
 * @module
 */
import { useState } from "preact/hooks";
import { plainLines } from "../model/plain.ts";
import { sizeText } from "../model/time.ts";
import { useLoaded } from "./hooks.ts";
import { ui, type View } from "./html.ts";
import { bones, broken, Command } from "./parts.ts";
import { archive, lastRun, store } from "./store.ts";
import { VList } from "./vlist.ts";

/** The JSON of an item in the state after a run. It is read when the section is opened. */
export function JsonView({ i, run, isNewest }: { i: number; run: number; isNewest: boolean }): View {
  const [isOpen, setOpen] = useState(false), a = archive(), key = a.keyOf(i), slash = key.indexOf("/");
  const isThere = isNewest || store.head.form === "browse";
  const got = useLoaded(isOpen && isThere ? `${key}@${run}` : "", () => store.source.json(a, i, run));
  const at = run === lastRun() ? [] : ["--at", store.head.runs[run]?.at ?? "now"];
  const type = key.slice(0, slash), id = key.slice(slash + 1);
  const words = id.startsWith("-") ? ["show", ...at, "--", type, id] : ["show", type, id, ...at];
  const text = got.state === "ready" ? got.value : null;
  const toggle = (event: Event): void => setOpen((event.currentTarget as HTMLDetailsElement).open);
  return ui`<details class="fold raw" onToggle=${toggle}><summary>JSON that Looker returned${
    text === null ? null : ui` <span class="mute">${sizeText(text.length)}</span>
    `
  }</summary>
    ${
    isOpen
      ? ui`<${Command} words=${words} label="Show" />${
        isThere && got.state === "loading"
          ? bones(6, 14)
          : got.state === "failed"
          ? broken(got.error)
          : text === null
          ? ui`<p class="mute">This report does not include the JSON of this version. To print it, run this command.</p>`
          : textView(text)
      }`
      : null
  }</details>`;
}

function textView(text: string): View {
  const lines = text.split("\n");
  const draw = (line: string): View =>
    ui`<code><bdi>${plainLines(line.length > 4000 ? `${line.slice(0, 4000)}…` : line)}</bdi></code>`;
  return ui`<div class="rawbox">${
    lines.length > 300
      ? ui`<${VList} rows=${lines} height=${18} label="JSON" cls="code" role="none" draw=${draw} />`
      : ui`<pre tabindex="0" role="region" aria-label="JSON">${plainLines(text)}</pre>`
  }</div>`;
}
