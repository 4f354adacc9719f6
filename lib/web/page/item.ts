/**
 * The page of an item: its content, all its versions, and how to restore it.
 *
 * @module
 */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Body, Card } from "../data/card.ts";
import { cardAt } from "../model/apply_ops.ts";
import { headingOf, oneOf } from "../model/names.ts";
import { plain, plainLines, titleText } from "../model/plain.ts";
import { placeAt, runOfVersion } from "../model/restore_runs.ts";
import { marksOf } from "../model/sketch.ts";
import { countText } from "../model/time.ts";
import { summaryOf } from "../model/words.ts";
import { Facts, sectionsView } from "./facts_view.ts";
import { useBody } from "./hooks.ts";
import { ui, type View } from "./html.ts";
import { icon } from "./icons.ts";
import { itemSide } from "./item_side.ts";
import { ItemList } from "./item_lists.ts";
import { JsonView } from "./json_view.ts";
import { OpList } from "./ops_view.ts";
import { bones, broken, Command, Empty, notice, standingTag, withCode } from "./parts.ts";
import { personView } from "./person_view.ts";
import { filtersView, Sketch } from "./sketch_view.ts";
import {
  archive,
  itemLink,
  lastRun,
  link,
  nameOf,
  nameOfKey,
  now,
  type Ready,
  setParams,
  store,
  when,
} from "./store.ts";
import { tileView } from "./tile_view.ts";
import { VersionStrip } from "./version_strip.ts";

/** Returns the position of the version that was current after a run. */
export function versionAt({ versions }: Body, run: number): number {
  return placeAt(versions, run);
}

/** The page of an item. */
export function ItemPage({ run, ready }: { run: number; ready: Ready }): View {
  const { path } = store.address, key = `${path[1] ?? ""}/${path[2] ?? ""}`;
  const i = ready ? archive().find(key) : -1, got = useBody(i);
  if (!ready) return ui`<main id="main" class="page item" tabindex="-1">${bones(8, 26)}</main>`;
  if (i < 0) return ui`<main id="main" class="page item" tabindex="-1">${notHere(key, true)}</main>`;
  return ui`<main id="main" class=${`page item t-${path[1]}`} tabindex="-1">${header(i, run)}
    ${
    got.state === "loading"
      ? bones(8, 34)
      : got.state === "failed"
      ? broken(got.error)
      : ui`<${Versions} key=${key} i=${i} run=${run} body=${got.value} />`
  }</main>`;
}

/** A message that the vault does not hold an item, with where to look. `isPage`: it is the entire page. */
export function notHere(key: string, isPage = false): View {
  const slash = key.indexOf("/"), type = key.slice(0, slash), id = key.slice(slash + 1);
  return ui`<${Empty} title="Not in this vault" isPage=${isPage}>${
    archive().typeOf.has(type)
      ? ui`<p>No ${oneOf(type)} has the id “<bdi>${plain(id)}</bdi>”. It may belong to another instance, or it
        was created after ${store.clock.stamp(when(lastRun()))}.</p><p><a href=${
        link(["explore"], { q: id, state: "all" })
      }>Search all items for “<bdi>${plain(id)}</bdi>”</a></p>`
      : ui`<p>“<bdi>${plain(type)}</bdi>” is not a type of content. An address of an item ends like
        <code>#/item/dashboards/12</code>.</p>`
  }<p><a href=${link(["explore"])}>Go to the explorer</a></p><//>`;
}

function header(i: number, run: number): View {
  const a = archive(),
    type = a.typeName(i),
    above = a.path(i, run),
    owner = a.owner(i, run),
    edited = a.index.u[i] ?? 0;
  const name = nameOf(i, Math.max(run, a.index.c[i] ?? 0));
  return ui`
    <header class="ihead">
      <nav class="crumb" aria-label="Folder path">${
    above.map((folder, n) =>
      ui`${n > 0 ? ui`<span aria-hidden="true"> / </span>` : ""}<a href=${
        link(["explore"], { folder: a.index.id[folder] })
      }><bdi>${nameOf(folder, run)}</bdi></a>`
    )
  }${above.length > 0 ? null : ui`<a href=${link(["explore"], { type })}>${headingOf(type)}</a>`}</nav>
      <h1 class=${name.length > 70 ? "long" : ""}>${icon(type, 22)}<bdi>${name}</bdi> ${
    standingTag(
      a.standing(i, run),
    )
  }</h1>
      <p class="mute imeta">${oneOf(type)} <bdi>${plain(a.index.id[i] ?? "")}</bdi>${
    owner < 0 ? null : ui` · owned by <a href=${itemLink(owner)}><bdi>${nameOf(owner, run)}</bdi></a>`
  }${edited > 0 ? ` · last edit ${store.clock.near(new Date(edited * 6e4), now())}` : ""}</p>
    </header>
  `;
}

function Versions({ i, run, body }: { i: number; run: number; body: Body }): View {
  const a = archive(), { versions } = body, asked = Number(store.address.params["v"]);
  const place = Number.isInteger(asked) && asked >= 1
    ? Math.min(versions.length, asked) - 1
    : versionAt(body, run);
  const version = versions[place], ops = version?.ops ?? [], card = cardAt(body, place);
  const isNewest = place === versions.length - 1, isLive = a.standing(i, lastRun()) === "live";
  const shownRun = runOfVersion(a, { i, versions, place });
  const isMarked = store.address.params["v"] !== undefined, type = a.typeName(i);
  const rest = useRef<HTMLElement>(null);
  useEffect(() => {
    if (store.address.params["panel"] !== "restore") return;
    rest.current?.scrollIntoView({ block: "center" });
    rest.current?.focus({ preventScroll: true });
  }, []);
  return ui`${missing({ i, run, body, asked, isDamaged: version?.damaged === true })}
    <${VersionStrip} i=${i} body=${body} place=${place} on=${(to: number) =>
    setParams({ v: String(to + 1) })} />
    <div class="icols"><div class="imain">
          ${
    ops.length === 0 ? null : ui`
            <details class="fold chgbox" open=${!isNewest}>
              <summary><b>${
      countText(
        ops.length,
        "difference",
      )
    }</b> <span class="mute cut">from the previous version: <bdi>${
      summaryOf(
        ops,
        (key) => nameOfKey(key),
      )
    }</bdi></span></summary>
              <${OpList} ops=${ops} run=${run} />
            </details>
          `
  }
          ${
    version?.damaged === true
      ? null
      : ui`${
        card.text === undefined ? null : ui`<p class="pre itext"><bdi>${plainLines(card.text)}</bdi></p>`
      }
          ${
        card.tiles === undefined
          ? ui`${
            card.facts === undefined && card.sections !== undefined
              ? null
              : ui`<div class="panel"><${Facts} card=${card} run=${run} /></div>`
          }${sectionsView(card, run)}
            `
          : ui`
              <${Layout} key=${place} card=${card} ops=${ops} run=${run} isMarked=${isMarked}
                isLook=${type === "looks"} />
            `
      }`
  }
          ${type !== "users" ? null : a.isLinked ? personView(i, run) : bones(6)}
          ${
    type === "folders"
      ? ui`<${ItemList} title="Contains" items=${
        a.moment(run).within(i).filter((one) => a.standing(one, run) !== "unborn")
      } run=${run} none="None." />`
      : null
  }
          <${JsonView} key=${`${i}@${shownRun}`} i=${i} run=${shownRun} isNewest=${isNewest} />
        </div>${
    itemSide({
      i,
      run,
      body,
      rest,
      isNewest,
      isLive,
      place,
      shownRun,
    })
  }</div>
  `;
}

interface MissingProps {
  i: number;
  run: number;
  body: Body;
  /** The number of the version that the address asks for; NaN if it asks for none. */
  asked: number;
  isDamaged: boolean;
}

/** What is shown instead of a version that the vault does not hold, or cannot read. */
function missing({ i, run, body: { versions }, asked, isDamaged }: MissingProps): View {
  if (isDamaged) {
    return ui`<div class="broken" role="alert">${icon("warn", 20)}<div><h2>This version is damaged</h2>
      <p>Its content in the vault does not match its checksum, so it can be neither shown nor restored. Choose another
      version, or restore it from a copy of the vault:</p><${Command} words=${[
      "verify",
    ]} /><${Command} words=${[
      "snapshot",
      "list",
    ]} /></div></div>`;
  }
  const isUnborn = archive().standing(i, run) === "unborn" && Number.isNaN(asked);
  if (!isUnborn && !(asked > versions.length)) return null;
  return notice(withCode(
    isUnborn
      ? `The vault has no version of ${
        store.clock.stamp(when(run))
      }: the item did not exist yet, or \`cleanup\` has
        removed that version. This is the oldest one.`
      : `The vault has no version ${asked} of this item: it has ${
        countText(versions.length, "version")
      }. \`cleanup\` removes old ones. This is the newest one.`,
  ));
}

interface LayoutProps {
  card: Card;
  ops: Body["versions"][number]["ops"];
  run: number;
  isMarked: boolean;
  isLook: boolean;
}

function Layout({ card, ops, run, isMarked, isLook }: LayoutProps): View {
  const tabs = card.tabs ?? [],
    [tile, setTile] = useState<string | null>(null),
    [tab, setTab] = useState(tabs[0]?.id);
  const [isShown, setShown] = useState(isMarked), row = innerWidth < 700 ? 18 : 24;
  const differs = ops.some((op) => (op.k === "+" || op.k === "-" || op.k === "part") && op.of === "tiles");
  const marks = isShown && differs ? marksOf(ops)[1] : null;
  const chosen = isLook ? card.tiles?.[0] : card.tiles?.find(({ id }) => id === tile);
  const closeTile = (): void => {
    document.querySelector<HTMLElement>("#sketch [aria-pressed=true]")?.focus({ preventScroll: true });
    setTile(null);
  };
  const key = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0,
      at = tabs.findIndex(({ id }) => id === tab);
    if (step === 0) return;
    const to = tabs[(at + step + tabs.length) % tabs.length];
    setTab(to?.id);
    (event.currentTarget as HTMLElement).parentElement?.querySelectorAll<HTMLElement>(
      "[role=tab]",
    )[tabs.findIndex(({ id }) => id === to?.id)]?.focus();
  };
  return ui`
    <div class="dtop">${filtersView(card, isShown ? ops : [])}<span class="grow" />${
    differs
      ? ui`
        <label
          class="chk"><input type="checkbox" checked=${isShown} onChange=${(event: Event) =>
        setShown((event.currentTarget as HTMLInputElement).checked)} /> mark what changed</label>
      `
      : null
  }</div>
        ${
    tabs.length === 0
      ? null
      : ui`<div class="tabs" role="tablist" aria-label="Tabs of the dashboard">${
        tabs.map(({ id, title }) =>
          ui`
                <button class="cut" role="tab" type="button" aria-selected=${
            String(
              id === tab,
            )
          } aria-controls="sketch" tabindex=${id === tab ? 0 : -1}
                  onClick=${() => {
            setTab(id);
            setTile(null);
          }} onKeyDown=${key}><bdi>${titleText(title)}</bdi></button>
              `
        )
      }</div>`
  }
        <div id="sketch" ...${tabs.length === 0 ? {} : { role: "tabpanel", "aria-label": "Tab" }}>
      <${Sketch} card=${card} tab=${tab} marks=${marks} chosen=${isLook ? null : tile} on=${
    isLook ? undefined : setTile
  }
        row=${row} />
    </div>
        ${
    chosen === undefined
      ? ui`
            <p
              class="mute small hint">A sketch of the layout, without data, because the vault holds none. Choose a tile to see its query.</p>
          `
      : tileView(chosen, isLook ? { run } : { run, onClose: closeTile })
  }
        ${
    card.facts === undefined ? null : ui`
          <div class="panel morefacts">
            <${Facts} card=${card} run=${run} />
          </div>
        `
  }
  `;
}
