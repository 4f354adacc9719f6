/**
 * The page of impact: a field, an explore, a model or an item, and everything that depends on it.
 *
 * @module
 */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import {
  type Impact as Standing,
  impactOf,
  sourcesOf,
  type Subject,
  subjectsAt,
  subjectsLike,
} from "../model/impact.ts";
import { headingOf, oneOf } from "../model/names.ts";
import { plain } from "../model/plain.ts";
import { countText, numberText } from "../model/time.ts";
import { GraphView } from "./graph_view.ts";
import { useWide } from "./hooks.ts";
import { ui, type View } from "./html.ts";
import { icon } from "./icons.ts";
import { notHere } from "./item.ts";
import { bones, Empty, itemView } from "./parts.ts";
import { archive, goTo, itemLink, link, nameOf, type Ready, store } from "./store.ts";
import { termLink } from "./tile_view.ts";

/** The kind of a subject. */
function kindTag(kind: string): View {
  return ui`<span class=${`skind s-${kind}`}>${kind}</span>`;
}

/** The page of impact. */
export function Impact({ run, ready }: { run: number; ready: Ready }): View {
  const { params } = store.address,
    [text, setText] = useState(params["q"] ?? ""),
    [isOpen, setOpen] = useState(false);
  const [at, setAt] = useState(0),
    [hot, setHot] = useState<number | null>(null),
    timer = useRef(0),
    isWide = useWide(700);
  useEffect(() => setText(params["q"] ?? ""), [params["q"]]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const subjects = useMemo(() => ready ? subjectsAt(archive(), run) : [], [ready, run]);
  const like = useMemo(() => subjectsLike(subjects, text).slice(0, 8), [subjects, text]);
  const starts = useMemo(() => start(subjects), [subjects]);
  const item = ready && params["item"] !== undefined ? archive().find(params["item"]) : -1;
  const subject = params["q"] === undefined || item >= 0
    ? null
    : subjectsLike(subjects, params["q"])[0] ?? null;
  const of = item >= 0 ? item : subject;
  const impact = useMemo(() => ready && of !== null ? impactOf(archive(), of, run) : null, [
    ready,
    of,
    run,
  ]);
  const take = ({ name }: Subject): void => {
    setOpen(false);
    goTo(link(["impact"], { q: name }));
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key === "Escape") return setOpen(false);
    const chosen = like[isOpen ? at : 0];
    if (event.key === "Enter" && chosen !== undefined) return take(chosen);
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    setOpen(true);
    setAt((at + step + like.length) % Math.max(1, like.length));
  };
  const graph = impact === null || of === null ||
      impact.readers.length + Object.values(impact.hang).flat().length === 0
    ? null
    : ui`<${GraphView} of=${of} impact=${impact} run=${run} hot=${hot} setHot=${setHot} />`;
  const isList = isOpen && text.trim() !== "" && like.length > 0;
  const input = ui`
    <div
      class="searchbar big">${icon("search")}<input id="impact-q" role="combobox" aria-expanded=${
    String(
      isList,
    )
  } aria-controls="sug" aria-autocomplete="list" aria-activedescendant=${
    isList ? `sug-${at}` : undefined
  } value=${text} placeholder="orders.revenue or sales::orders" aria-label="Field, explore or model" onInput=${(
    event: Event,
  ) => {
    setText((event.currentTarget as HTMLInputElement).value);
    setOpen(true);
    setAt(0);
  }} onFocus=${(event: Event) => (event.currentTarget as HTMLInputElement).select()} onBlur=${() =>
    timer.current = setTimeout(
      () => setOpen(false),
      150,
    )} onKeyDown=${key} autocomplete="off" spellcheck=${false} /></div>
  `;
  return ui`
    <main id="main" class="page impact"
      tabindex="-1"><header class="imp-h"><h1>What would break?</h1><p class="mute">Type a field, an explore or a model to see what depends on it.</p>
          <div class="combo">${input}<ul class=${`sug${
    isList ? "" : " shut"
  }`} id="sug" role="listbox" aria-label="Suggestions">${
    like.map((one, n) =>
      ui`
              <li id=${`sug-${n}`} role="option" aria-selected=${String(n === at)} onMouseDown=${(
        event: Event,
      ) => {
        event.preventDefault();
        take(one);
      }}
                onMouseEnter=${() => setAt(n)}>${kindTag(one.kind)}<bdi class="mono cut">${
        plain(
          one.name,
        )
      }</bdi><span class="mute">${countText(one.uses, "use")}</span></li>
            `
    )
  }</ul></div></header>
        ${
    !ready
      ? bones(10, 20)
      : impact === null || of === null
      ? params["item"] !== undefined ? notHere(params["item"]) : params["q"] === undefined ? starts : ui`
            <${Empty} title="Not used anywhere">
              <p>No dashboard and no look uses “<bdi>${
        plain(
          params["q"],
        )
      }</bdi>”. Check the spelling. If it is right, you can remove it without breaking content. LookML is not searched,
        because it is in git.</p>
              <//>
          `
      : ui`${summary(of, impact, run)}${isWide ? graph : null}${lists({ of, impact, run, hot, setHot })}${
        isWide || graph === null ? null : ui`
          <h3 class="mini">Graph</h3>
          <p class="small mute">The lists above have the same content. Drag the graph to see all of it.</p>
          ${graph}
        `
      }`
  }</main>
  `;
}

function start(subjects: readonly Subject[]): View {
  const top = (kind: Subject["kind"], title: string): View => {
    const list = subjects.filter((one) => one.kind === kind && one.uses > 0).sort((a, b) => b.uses - a.uses)
        .slice(0, 12),
      most = list[0]?.uses ?? 1;
    return ui`<section><h2>${title}</h2>${
      list.length === 0
        ? ui`<p class="mute">None.</p>`
        : ui`<ul class="barl">${
          list.map(({ name, uses }) =>
            ui`<li><a href=${link(["impact"], { q: name })}><bdi class="mono cut">${
              plain(name)
            }</bdi><i style=${{ width: `${uses / most * 100}%` }} /><b>${
              numberText(uses)
            }<span class="sr"> uses</span></b></a></li>`
          )
        }</ul>`
    }</section>`;
  };
  return ui`<div class="imp-start">${top("field", "Most used fields")}${top("explore", "Explores")}</div>`;
}

function summary(of: Subject | number, { readers, hang, owners, mails }: Standing, run: number): View {
  const a = archive(), count = (type: string): number => readers.filter((i) => a.typeName(i) === type).length;
  const dashboards = count("dashboards") + count("lookml_dashboards"),
    looks = count("looks"),
    others = readers.length - dashboards - looks;
  const name = typeof of === "number"
    ? ui`${kindTag(oneOf(a.typeName(of)))}<h2><a href=${itemLink(of)}><bdi>${nameOf(of, run)}</bdi></a></h2>`
    : ui`${kindTag(of.kind)}<h2 class="mono"><bdi>${plain(of.name)}</bdi></h2>`;
  const isNothing = readers.length + hang.schedules.length + hang.alerts.length + hang.boards.length === 0;
  const parts = [
    dashboards > 0 ? countText(dashboards, "dashboard") : "",
    looks > 0 ? countText(looks, "look") : "",
    others > 0 ? countText(others, "other item") : "",
  ].filter((part) => part !== "");
  return ui`<section class="imp-sum" role="status">${name}<p>${
    isNothing
      ? "is not used by any existing item."
      : ui`is used by <b>${parts.length === 0 ? "no other item" : parts.join(" and ")}</b>${
        owners.length > 0 ? ` of ${countText(owners.length, "owner")}` : ""
      }. ${
        hang.schedules.length + hang.alerts.length === 0
          ? "No schedule and no alert sends it"
          : `${countText(hang.schedules.length, "schedule")} and ${
            countText(hang.alerts.length, "alert")
          } send it to ${countText(mails.length, "address", "addresses")}`
      }; it is on ${countText(hang.boards.length, "board")}.`
  }</p></section>`;
}

interface ListsProps {
  of: Subject | number;
  impact: Standing;
  run: number;
  hot: number | null;
  setHot: (i: number | null) => void;
}

function lists({ of, impact: { readers, through, hang, owners }, run, hot, setHot }: ListsProps): View {
  const a = archive(),
    { terms, items } = sourcesOf(a, of, { run, readers }),
    byType = Map.groupBy(readers, (i) => a.typeName(i));
  const groups: [type: string, title: string, list: readonly number[]][] = [
    ...[...byType].map(([type, list]): [string, string, number[]] => [type, headingOf(type), list]),
    ["scheduled_plans", "Schedules", hang.schedules],
    ["alerts", "Alerts", hang.alerts],
    ["boards", "Boards", hang.boards],
    ["users", "Owners", owners],
  ];
  const note = (i: number): string => {
    const via = through.get(i)?.[0], folder = a.folder(i, run);
    return via !== undefined ? `by ${nameOf(via, run)}` : folder < 0 ? "" : nameOf(folder, run);
  };
  return ui`<div class="imp-l">${
    groups.filter(([, , list]) => list.length > 0).map(([type, title, list]) =>
      ui`
        <section key=${title}>
          <h3>${icon(type)} ${title} <span class="mute">${numberText(list.length)}</span></h3>
          <${Capped} list=${list} run=${run} note=${note} hot=${hot} setHot=${setHot} />
        </section>
      `
    )
  }${
    terms.length + items.length === 0 ? null : ui`
      <section key="sources">
        <h3>${icon("explores")} Reads from <span class="mute">${
      numberText(terms.length + items.length)
    }</span></h3>
        ${terms.length === 0 ? null : ui`<p class="chips">${terms.map(({ name }) => termLink(name))}</p>`}
        <${Capped} list=${items} run=${run} note=${note} hot=${hot} setHot=${setHot} />
      </section>
    `
  }</div>`;
}

interface CappedProps {
  list: readonly number[];
  run: number;
  note: (i: number) => string;
  hot: number | null;
  setHot: (i: number | null) => void;
}

function Capped({ list, run, note, hot, setHot }: CappedProps): View {
  const [most, setMost] = useState(10);
  return ui`<ul class="plainl">${
    list.slice(0, most).map((i) =>
      ui`<li key=${i} class=${hot === i ? "hov" : ""} onMouseEnter=${() => setHot(i)} onMouseLeave=${() =>
        setHot(null)}>${itemView(i, { run, sub: note(i) })}</li>`
    )
  }${
    list.length > most
      ? ui`<li><button class="lnk" type="button" onClick=${() => setMost(most + 100)}>${
        numberText(list.length - most)
      } more</button></li>`
      : null
  }</ul>`;
}
