/**
 * The explorer: folders, a list, and a preview.
 *
 * @module
 */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Standing } from "../model/archive.ts";
import { accessOf } from "../model/access.ts";
import { headingOf, oneOf } from "../model/names.ts";
import { plain } from "../model/plain.ts";
import { hitIn, wordsIn } from "../model/search.ts";
import { numberText } from "../model/time.ts";
import { lineView } from "./facts_view.ts";
import { useBody, useWide } from "./hooks.ts";
import { ui, type View } from "./html.ts";
import { icon } from "./icons.ts";
import { cardAt } from "../model/apply_ops.ts";
import { versionAt } from "./item.ts";
import { bones, Command, Empty, notice, Pick, standingTag } from "./parts.ts";
import { Preview } from "./preview.ts";
import { found, ownersOf } from "./explorer_find.ts";
import {
  archive,
  goTo,
  itemLink,
  link,
  nameOf,
  now,
  type Ready,
  searchAt,
  setParams,
  store,
} from "./store.ts";
import { Tree } from "./tree.ts";
import { VList } from "./vlist.ts";

const STATES: readonly (readonly [string, string])[] = [
  ["live", "In use"],
  ["trash", "In the trash"],
  ["gone", "Deleted in Looker"],
  ["all", "All states"],
];

/** Milliseconds without a key, after which the address and the preview follow what was typed. */
const PAUSE = 250;

/** The page of the explorer. */
export function Explorer({ run, ready }: { run: number; ready: Ready }): View {
  const { params } = store.address,
    [text, setText] = useState(params["q"] ?? ""),
    [picked, setPicked] = useState(-1);
  const [focus, setFocus] = useState(0),
    [isTreeOpen, setTreeOpen] = useState(false),
    input = useRef<HTMLInputElement>(null),
    isWide = useWide(1180);
  useEffect(() => {
    if (document.activeElement !== input.current) setText(params["q"] ?? "");
  }, [params["q"]]);
  useEffect(() => {
    const timer = setTimeout(() => {
      if ((store.address.params["q"] ?? "") !== text && store.address.path[0] === "explore") {
        setParams({ q: text });
      }
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  useEffect(() => {
    if (params["focus"] === undefined) return;
    input.current?.focus();
    input.current?.select();
    setParams({ focus: undefined });
  }, [params["focus"]]);
  const find = (key: string): number => ready ? archive().find(key) : -1;
  const folder = params["folder"] === undefined ? -1 : find(`folders/${params["folder"]}`);
  const owner = params["owner"] === undefined ? -1 : find(`users/${params["owner"]}`);
  const state = STATES.some(([one]) => one === params["state"])
    ? params["state"] as Standing | "all"
    : "live";
  const type = params["type"] ?? "", sort = params["sort"] === "new" ? "new" : "name";
  const result = useMemo(
    () => ready ? found({ run, text, folder, owner, state, type, sort }) : null,
    [ready, run, text, folder, owner, state, type, sort],
  );
  const list = result?.list ?? [], words = useMemo(() => wordsIn(text), [text]);
  const current = list.includes(picked) ? picked : isWide ? list[0] ?? -1 : -1, place = list.indexOf(current);
  const key = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && current >= 0 && (event.target as Element).closest("a") === null) {
      return goTo(itemLink(current));
    }
    const step =
      ({ ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 } as Record<string, number>)[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setFocus(focus + 1);
    setPicked(list[Math.max(0, Math.min(list.length - 1, place + step))] ?? -1);
  };
  const inInput = (event: KeyboardEvent): void => {
    if (/^(ArrowDown|ArrowUp|Enter)$/.test(event.key)) key(event);
  };
  const clear = (): void => {
    setText("");
    setParams({ q: undefined, type: undefined, owner: undefined, folder: undefined, state: undefined });
  };
  const pickFolder = (to: number): void => {
    setParams({ folder: to < 0 ? undefined : archive().index.id[to] });
    setTreeOpen(false);
  };
  const owners = useMemo(
    () => [["", "Any owner"] as const, ...ready ? ownersOf(run) : []],
    [ready, run],
  );
  // These parts do not depend on the text, so that a key does not draw them again.
  const tree = useMemo(
    () => ready ? ui`<${Tree} run=${run} chosen=${folder} on=${pickFolder} />` : bones(10),
    [ready, run, folder],
  );
  const ownerPick = useMemo(
    () =>
      ui`<${Pick} label="Owner" value=${params["owner"] ?? ""} on=${(one: string) =>
        setParams({ owner: one })} of=${owners} />`,
    [owners, params["owner"]],
  );
  const shown = useRef(-1);
  if (text === (params["q"] ?? "")) shown.current = current;
  const preview = useMemo(
    () => shown.current < 0 ? null : ui`<${Preview} key=${shown.current} i=${shown.current} run=${run} />`,
    [shown.current, run, ready],
  );
  const draw = (i: number): View =>
    row(i, { run, words, isChosen: i === current, choose: () => isWide ? setPicked(i) : goTo(itemLink(i)) });
  return ui`<main id="main" class="page explorer" tabindex="-1"><h1 class="sr">Explorer</h1>
    <section class=${`tree-pane${
    isTreeOpen ? " open" : ""
  }`} aria-label="Folders"><h2 class="pane-h">Folders</h2>${tree}</section>
    <section class="list-pane" aria-label="Content">
      <div class="searchbar">${
    icon("search")
  }<input ref=${input} id="q" type="search" value=${text} onInput=${(event: Event) =>
    setText(
      (event.currentTarget as HTMLInputElement).value,
    )} onKeyDown=${inInput} placeholder="Names, fields, explores, addresses" aria-label="Search" autocomplete="off" spellcheck=${false} />${
    result === null
      ? null
      : ui`<span class="mute hits" aria-live="polite">${
        numberText(list.length)
      }<span class="sr"> items</span></span>`
  }</div>
      <div class="bar"><button type="button" class="btn only-narrow" aria-expanded=${
    String(isTreeOpen)
  } onClick=${() => setTreeOpen(!isTreeOpen)}>${icon("folders")} <span class="cut">${
    folder >= 0 ? nameOf(folder, run) : "Folders"
  }</span></button>
        <${Pick} label="Type" value=${type} on=${(one: string) => setParams({ type: one })} of=${[
    ["", "All types"],
    ...store.head.types.map(({ t }, at) =>
      [
        t,
        `${headingOf(t)}${
          result !== null && (text.trim() !== "" || folder >= 0) ? ` (${result.byType[at]})` : ""
        }`,
      ] as const
    ),
  ]} />
        <${Pick} label="State" value=${state} usual="live" on=${(one: string) =>
    setParams({ state: one === "live" ? undefined : one })} of=${STATES} />
        ${ownerPick}
        <span class="grow" /><${Pick} label="Sort" value=${sort} usual="name" on=${(one: string) =>
    setParams({ sort: one === "name" ? undefined : one })} of=${[["name", "By name"], [
    "new",
    "Newest edit first",
  ]]} /></div>
      ${
    ready === 1 && text.trim() !== ""
      ? ui`<p class="access mute" role="status">Searching names only, until fields and addresses are loaded.</p>`
      : null
  }
      ${
    ([["folder", folder], ["owner", owner]] as const).map(([what, i]) =>
      ready === 0 || params[what] === undefined || i >= 0 ? null : notice(
        ui`This vault has no ${what === "owner" ? "user" : what} with the id “<bdi>${
          plain(params[what])
        }</bdi>”, so the list is not limited to it.`,
      )
    )
  }
      ${folder >= 0 && ready === 2 ? ui`<${AccessBar} folder=${folder} run=${run} />` : null}
      ${
    result === null ? ui`<div class="pad">${bones(14, 18)}</div>` : list.length === 0
      ? ui`
        <${Empty}
          title=${archive().size === 0 ? "This vault has no items" : "Nothing found"}><p>${
        archive().size === 0
          ? "No run has stored an item yet."
          : text.trim() === ""
          ? "No item matches these filters."
          : ui`No item has “<bdi>${plain(text)}</bdi>” in its names, fields, explores or addresses.`
      }</p>${
        archive().size === 0
          ? ui`<div class="cmds"><${Command} words=${["extract"]} /></div>`
          : ui`<button class="lnk" type="button" onClick=${clear}>Remove all filters</button>`
      }<//>
      `
      : ui`
        <${VList} rows=${list} label="Items" active=${picked >= 0 ? place : -1} height=${48}
          focus=${focus} onKey=${key} draw=${draw} />
      `
  }${
    result === null || result.others === 0
      ? null
      : ui`<p class="hiddenhits mute">${
        numberText(result.others)
      } more in the trash or deleted: <button class="lnk" type="button" onClick=${() =>
        setParams({ state: "all" })}>show</button></p>`
  }
    </section>${
    isWide ? ui`<aside class="preview-pane" aria-label="Preview">${preview}</aside>` : null
  }</main>`;
}

interface RowLook {
  run: number;
  words: readonly string[];
  isChosen: boolean;
  choose: () => void;
}

function row(i: number, { run, words, isChosen, choose }: RowLook): View {
  const a = archive(),
    standing = a.standing(i, run),
    type = a.typeName(i),
    title = nameOf(i, run),
    hit = hitIn(title, words);
  const reason = words.length === 0 ? null : searchAt(run).reason(i, words),
    folder = a.folder(i, run),
    owner = a.owner(i, run);
  const edited = a.index.u[i] ?? 0,
    mail = type === "users" ? a.index.mails[a.mailsOf(i, run)[0] ?? -1] : undefined;
  const click = (event: Event): void => {
    if ((event.target as Element).closest("a") === null) choose();
  };
  return ui`
    <div class=${`irow${isChosen ? " on" : ""}${standing === "live" ? "" : " dim"}`}
      onClick=${click}><span class="irow-i">${
    icon(
      type,
    )
  }</span><span class="irow-t"><a class="cut" href=${itemLink(i)} tabindex="-1"><bdi>${
    hit === null
      ? title
      : ui`${title.slice(0, hit[0])}<mark>${title.slice(...hit)}</mark>${title.slice(hit[1])}`
  }</bdi></a><span class="cut l2">${
    reason !== null
      ? ui`<bdi class="mono hit">${plain(reason)}</bdi>`
      : ui`<span>${oneOf(type)} <bdi>${plain(a.index.id[i] ?? "")}</bdi></span>${
        folder >= 0
          ? ui` · <bdi>${nameOf(folder, run)}</bdi>`
          : mail === undefined || mail === title
          ? null
          : ui` · <bdi>${plain(mail)}</bdi>`
      }`
  }</span></span>${standingTag(standing)}<span class="irow-o cut"><bdi>${
    owner >= 0 ? nameOf(owner, run) : ""
  }</bdi></span><span class="irow-u">${
    edited > 0 ? store.clock.near(new Date(edited * 6e4), now()) : ""
  }</span></div>
  `;
}

function AccessBar({ folder, run }: { folder: number; run: number }): View {
  const a = archive(), { from, isOwn } = accessOf(a, folder, run), got = useBody(from);
  const list = got.state === "ready"
    ? cardAt(got.value, versionAt(got.value, run)).facts?.["access"]
    : undefined;
  return ui`
    <div
      class="access">${icon(isOwn ? "lock" : "groups", 14)}<span class="cut">This folder ${
    isOwn
      ? "has a separate access list"
      : from < 0
      ? "has no access list in the vault"
      : ui`inherits its access from <a href=${
        link(["explore"], { ...store.address.params, folder: a.index.id[from] })
      }><bdi>${nameOf(from, run)}</bdi></a>`
  }<span class="acc-l">${
    Array.isArray(list) ? ui`: ${list.slice(0, 8).map((line) => ui`${lineView(line, run)} `)}` : ""
  }</span></span><a class="rt nb" href=${itemLink(folder)}>Folder page</a></div>
  `;
}
