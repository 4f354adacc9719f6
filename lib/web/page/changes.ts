/**
 * The changes between two moments: a list, and the chosen change next to it.
 *
 * @module
 */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ChangeKind } from "../data/head.ts";
import { runIn } from "../model/address.ts";
import { headingOf } from "../model/names.ts";
import { ChangeGroups, type Group, type Grouping } from "../model/change_groups.ts";
import { NameLines } from "../model/name_lines.ts";
import { type NetChange, netChanges, tally } from "../model/net_changes.ts";
import { plain } from "../model/plain.ts";
import { countText, numberText } from "../model/time.ts";
import { ChangeDetail } from "./change_detail.ts";
import { isBackup } from "../model/verdict.ts";
import { useChanges, useWide } from "./hooks.ts";
import { ui, type View } from "./html.ts";
import { icon } from "./icons.ts";
import { bones, broken, Choice, Command, Empty, notice, Pick, sign, SIGNS, tallyView } from "./parts.ts";
import { Rail } from "./rail.ts";
import {
  archive,
  lastRun,
  link,
  nameOf,
  readyFor,
  runDay,
  runLabel,
  setParams,
  store,
  when,
} from "./store.ts";
import { VList } from "./vlist.ts";

type Row = Group | NetChange;

function isGroup(row: Row): row is Group {
  return "changes" in row;
}

/** Returns the two runs of the address. */
function spanOf(): { from: number; to: number } {
  const { runs } = store.head, { params } = store.address, last = lastRun();
  const to = Math.max(Math.min(1, last), runIn(runs, params["to"], last));
  return { from: Math.max(0, Math.min(runIn(runs, params["from"], to - 1), to - 1)), to };
}

function setSpan(from: number, to: number): void {
  setParams({ from: store.head.runs[from]?.at, to: store.head.runs[to]?.at, item: undefined });
}

/** The page of changes. */
export function Changes(): View {
  const { params } = store.address,
    { from, to } = spanOf(),
    ready = readyFor(to),
    got = useChanges(from, to, ready);
  const group = (["folder", "owner", "editor"] as const).find((one) => one === params["group"]) ?? "folder";
  const kind = params["k"] ?? "",
    type = params["type"] ?? "",
    [closed, setClosed] = useState<ReadonlySet<number>>(new Set()),
    [text, setText] = useState(params["q"] ?? ""),
    [focus, setFocus] = useState(0);
  useEffect(() => {
    if (document.activeElement?.className !== "byname") setText(params["q"] ?? "");
  }, [params["q"]]);
  useEffect(() => {
    const timer = setTimeout(() => {
      if ((store.address.params["q"] ?? "") !== text && store.address.path[0] === "changes") {
        setParams({ q: text });
      }
    }, 250);
    return () => clearTimeout(timer);
  }, [text]);
  const filterBy = (words: string): void => {
    setText(words);
    if (params["item"] !== undefined) setParams({ item: undefined });
  };
  const all = useMemo(
    () => ready && got.state === "ready" ? netChanges(archive(), got.value.blocks, { from, to }) : null,
    [ready, got.state, from, to],
  );
  const marks = useMarks(all, to, text);
  const named = useMemo(
    () => marks === null ? null : all?.filter((_, place) => marks[place] === 1) ?? null,
    [marks],
  );
  const groups = useMemo(
    () => all === null ? null : new ChangeGroups(archive(), all, { by: group, run: to, nameOf }),
    [all, group],
  );
  const rows = useMemo(() => {
    const a = store.archive, t = type === "" ? -1 : a?.typeOf.get(type) ?? -2;
    const isShown = (place: number): boolean => {
      const one = all?.[place];
      return one !== undefined && marks?.[place] === 1 && (kind === "" || one.k === kind) &&
        (t === -1 || a?.index.t[one.i] === t);
    };
    return (groups?.groups(isShown) ?? [])
      .flatMap((one): Row[] => closed.has(one.of) ? [one] : [one, ...one.changes]);
  }, [groups, marks, kind, type, closed]);
  const flat = useMemo(() => rows.flatMap((row) => isGroup(row) ? [] : [row]), [rows]);
  const isWide = useWide(1040),
    asked = ready && params["item"] !== undefined ? archive().find(params["item"]) : -1;
  // Without a choice, the dashboard with the most differences is shown. While the user types, it stays the same.
  const shown = useRef(-1), isTyping = text !== (params["q"] ?? "");
  if (asked >= 0) shown.current = asked;
  else if (!isTyping) shown.current = isWide ? heaviest(flat) : -1;
  const current = shown.current,
    active = rows.findIndex((row) => !isGroup(row) && row.i === current);
  const choose = (i: number): void => setParams({ q: text, item: archive().keyOf(i) });
  const key = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next =
      flat[Math.max(0, Math.min(flat.length - 1, flat.findIndex(({ i }) => i === current) + step))];
    if (next === undefined) return;
    setFocus(focus + 1);
    choose(next.i);
  };
  const fold = (of: number): void =>
    setClosed(closed.has(of) ? new Set([...closed].filter((one) => one !== of)) : new Set([...closed, of]));
  const draw = (row: Row): View =>
    isGroup(row)
      ? groupRow(row, !closed.has(row.of), () => fold(row.of))
      : changeRow(row, row.i === current, to);
  const backups = store.head.runs.filter(isBackup).length;
  const isPhone = !useWide(700), band = useMemo(() => head(from, to, !isPhone), [from, to, isPhone]);
  const detail = useMemo(
    () =>
      current >= 0 && ready > 0
        ? ui`<${ChangeDetail} key=${`${current}-${from}-${to}`} i=${current} from=${from} to=${to} />`
        : null,
    [current, ready, from, to, params],
  );
  return ui`<main id="main" class=${`page changes${asked >= 0 ? " has-sel" : ""}`} tabindex="-1">${band}
    ${
    asked < 0 && ready > 0 && params["item"] !== undefined
      ? notice(ui`This vault has no item “<bdi>${plain(params["item"])}</bdi>”.`)
      : null
  }<div class="split"><section class="list-pane" aria-label="Changes">${
    filters(named, { kind, type, group, text, setText: filterBy, key, shown: flat.length })
  }
      ${
    got.state === "failed"
      ? broken(got.error)
      : all === null
      ? ui`<div class="pad">${bones(12, 18)}</div>`
      : rows.length === 0
      ? ui`
        <${Empty} name="check" title=${
        backups < 2 ? "No changes yet" : all.length === 0 ? "Nothing changed" : "No change matches"
      }>${
        backups < 2
          ? ui`<p>This page compares two backups, and ${
            backups === 0 ? "no run has made one" : "there is only one"
          } yet. After the next backup, open it again.</p><div class="cmds"><${Command} words=${[
            "extract",
          ]} /></div>`
          : all.length === 0
          ? ui`<p>Looker served the same content at both times. Move one end of the span.</p>`
          : ui`<p>The filters hide all changes of this span.</p><button class="lnk" type="button" onClick=${() =>
            setParams({
              q: undefined,
              k: undefined,
              type: undefined,
              item: undefined,
            })}>Remove all filters</button>`
      }<//>
      `
      : ui`
        <${VList} rows=${rows} label="Changes" height=${(row: Row) =>
        isGroup(row) ? 38 : 54} focus=${focus} onKey=${key} active=${asked >= 0 ? active : -1}
          draw=${draw} />
      `
  }
      ${
    got.state === "ready" && got.value.isCut
      ? ui`
        <p
          class="pad small mute">There are too many changes to show at once, so only the newest are listed. Choose a shorter span.</p>
      `
      : null
  }
    </section><section class="detail-pane" aria-label="The change">${
    detail !== null ? detail : all !== null && rows.length > 0
      ? ui`
        <${Empty} name="changes" title="Choose a change">
          <p>to see it side by side.</p>
          <//>
      `
      : null
  }</section></div></main>`;
}

/** The time in milliseconds for which names are folded without a break. */
const SLICE = 8;

/**
 * Marks the changes whose names match a text. The names are folded in short slices when the list is shown. If the user
 * types before all are folded, the list follows when they are, so that no key takes long.
 */
function useMarks(all: readonly NetChange[] | null, to: number, text: string): Uint8Array | null {
  const [, draw] = useState(0), applied = useRef<string | null>(null);
  const lines = useMemo(
    () =>
      all === null ? null : new NameLines(all.length, (place) => {
        const one = all[place];
        return one === undefined ? "" : `${nameOfChange(one, to)}\n${archive().index.id[one.i]}`;
      }),
    [all],
  );
  useEffect(() => {
    if (lines === null) return;
    let timer = 0;
    const slice = (): void => {
      const end = performance.now() + SLICE;
      lines.prepare(() => performance.now() > end);
      if (lines.isReady) draw((times) => times + 1);
      else timer = setTimeout(slice, 0);
    };
    timer = setTimeout(slice, 0);
    return () => clearTimeout(timer);
  }, [lines]);
  if (lines === null || lines.isReady || applied.current === null) applied.current = text;
  const wanted = applied.current;
  return useMemo(() => lines?.matching(wanted) ?? null, [lines, wanted]);
}

/** Returns the changed dashboard with the most differences; otherwise the first change, or -1. */
function heaviest(changes: readonly NetChange[]): number {
  const weight = ({ i, k, weight }: NetChange): number =>
    k === "~" && archive().typeName(i) === "dashboards" ? weight : 0;
  let best = changes[0], most = best === undefined ? 0 : weight(best);
  for (const one of changes) {
    const its = weight(one);
    if (its > most) [best, most] = [one, its];
  }
  return best?.i ?? -1;
}

/** Returns the name of a changed item after a run; of an item that did not exist then, its newest name. */
function nameOfChange({ i }: NetChange, run: number): string {
  const a = archive();
  return nameOf(i, a.standing(i, run) === "unborn" ? a.last : run);
}

function head(from: number, to: number, isWide: boolean): View {
  const last = lastRun(), { runs } = store.head;
  const days = (count: number): number =>
    Math.max(0, runs.findIndex(({ at }) => when(last).getTime() - Date.parse(at) <= count * 864e5 + 36e5));
  const spans = [["1", "Last run", last - 1], ["7", "7 days", days(7)], ["30", "30 days", days(30)], [
    "all",
    "All",
    0,
  ]] as const;
  const current = to === last ? spans.find(([, , first]) => first === from)?.[0] ?? "" : "";
  const label = (run: number): string => {
    const day = isWide ? runLabel(run) : runDay(run);
    return day.includes(":") ? day : `${day}, ${store.clock.clock(when(run))}`;
  };
  const runsBetween = (low: number, high: number): [string, string][] =>
    runs.map((_, i): [string, string] => [String(i), label(i)]).slice(low, high + 1).reverse();
  return ui`
    <section class="band slim"
      aria-label="Span"><header><h1>What changed</h1>${
    last === 0 ? null : ui`<span class="fromto"><${Pick} label="From" value=${
      String(
        from,
      )
    } usual=${String(from)} of=${runsBetween(0, Math.max(0, to - 1))} on=${(run: string) =>
      setSpan(
        Number(run),
        to,
      )} /><span aria-hidden="true" class="mute">→</span><${Pick} label="To" value=${
      String(
        to,
      )
    } usual=${String(to)} of=${runsBetween(from + 1, last)} on=${(run: string) =>
      setSpan(
        from,
        Number(run),
      )} /></span><span class="only-print">From ${store.clock.stamp(when(from))} to ${
      store.clock.stamp(when(to))
    }</span><span class="grow" /><${Choice} label="Span" value=${current} on=${(one: string) =>
      setSpan(Math.max(0, spans.find(([name]) => name === one)?.[2] ?? 0), last)} of=${
      spans.map((
        [name, text],
      ) => [name, text])
    } />`
  }</header>
        ${
    last > 0
      ? ui`<${Rail} at=${to} on=${(run: number) => setSpan(from, run)} from=${from} onFrom=${(
        run: number,
      ) => setSpan(Math.max(0, run), to)} />`
      : null
  }</section>
  `;
}

interface Filters {
  kind: string;
  type: string;
  group: Grouping;
  text: string;
  setText: (text: string) => void;
  key: (event: KeyboardEvent) => void;
  /** The number of changes that all filters leave. */
  shown: number;
}

function filters(
  all: readonly NetChange[] | null,
  { kind, type, group, text, setText, key, shown }: Filters,
): View {
  const [added, changed, removed] = tally(all ?? []), a = store.archive;
  const present = a === null
    ? []
    : [...new Set([...(all ?? []).map(({ i }) => a.typeName(i)), ...(a.types.includes(type) ? [type] : [])])]
      .sort((one, other) => a.types.indexOf(one) - a.types.indexOf(other));
  const kinds: [ChangeKind | "", string, number][] = [
    ["", "in all", added + changed + removed],
    ["+", "added", added],
    ["~", "changed", changed],
    ["-", "removed", removed],
  ];
  return ui`
    <div class="bar">
      <div class="kinds" role="group" aria-label="Kind">${
    all !== null &&
    kinds.map(([k, word, count]) =>
      ui`
          <button type="button" class=${`kind${k === "" ? "" : ` t-${SIGNS[k][0]}`}`} aria-pressed=${
        String(
          kind === k,
        )
      }
            onClick=${() => setParams({ k, item: undefined })}>${
        k === "" ? null : ui`<b aria-hidden="true">${SIGNS[k][2]}</b>`
      } ${numberText(count)} ${word}</button>
        `
    )
  }</div>
    </div>
    <div class="bar sub">
      <${Pick} label="Group by" value=${group} usual="folder" of=${[["folder", "by folder"], [
    "owner",
    "by owner",
  ], ["editor", "by editor"]]} on=${(one: string) => setParams({ group: one })} />
      <${Pick} label="Type" value=${type} of=${[
    ["", "all types"],
    ...present.map((one) => [one, headingOf(one)] as const),
  ]} on=${(one: string) => setParams({ type: one, item: undefined })} />
      <input type="search" class="byname" value=${text} onInput=${(event: Event) =>
    setText(
      (event.currentTarget as HTMLInputElement).value,
    )} onKeyDown=${key} placeholder="Filter by name" aria-label="Filter by name" autocomplete="off" spellcheck=${false} /><span class="sr" role="status">${
    all === null ? "" : countText(shown, "change")
  }</span>
    </div>
  `;
}

function groupRow({ name, changes }: Group, isOpen: boolean, toggle: () => void): View {
  return ui`
    <button class="ghead" type="button" aria-expanded=${String(isOpen)}
      onClick=${toggle}><span class=${`twist${isOpen ? " open" : ""}`}>${
    icon(
      "right",
      12,
    )
  }</span><bdi class="cut">${name}</bdi>${tallyView(tally(changes))}</button>
  `;
}

function changeRow(change: NetChange, isChosen: boolean, run: number): View {
  const { i, k, s, r, by, times } = change;
  const a = archive();
  return ui`
    <a class=${`crow${isChosen ? " on" : ""}`} href=${
    link(["changes"], {
      ...store.address.params,
      item: a.keyOf(i),
    })
  }
      aria-current=${isChosen ? "true" : undefined}>${sign(k)}<span class="crow-t"><span class="l1">${
    icon(
      a.typeName(i),
      14,
    )
  }<bdi class="cut">${nameOfChange(change, run)}</bdi></span><span class="l2 cut"><bdi>${
    plain(
      s,
    )
  }</bdi></span></span><span class="crow-r"><time>${
    times > 1 ? ui`<span class="mute" title=${countText(times, "change")}>${times}× · </span>` : null
  }${runDay(r)}</time>${by < 0 ? null : ui`<span class="cut"><bdi>${nameOf(by, run)}</bdi></span>`}</span></a>
  `;
}
