/**
 * One change: first the differences in words, then the layouts before and after, then how to restore it.
 *
 * @module
 */
import { useMemo, useState } from "preact/hooks";
import type { Body, Card, Op, Version } from "../data/card.ts";
import { cardAt } from "../model/apply_ops.ts";
import { diffCards } from "../model/diff_cards.ts";
import { oneOf } from "../model/names.ts";
import { layoutOf, marksOf, tabOf } from "../model/sketch.ts";
import { countText } from "../model/time.ts";
import { Facts } from "./facts_view.ts";
import { useBody, useWide } from "./hooks.ts";
import { ui, type View } from "./html.ts";
import { icon } from "./icons.ts";
import { versionAt } from "./item.ts";
import { OpList } from "./ops_view.ts";
import { bones, broken, Choice, notice, sign, standingTag, withCode } from "./parts.ts";
import { reasonAt, RestoreSteps, restoreVersion } from "./restore_view.ts";
import { filtersView, Sketch } from "./sketch_view.ts";
import {
  archive,
  itemLink,
  keyLink,
  link,
  momentParam,
  nameOf,
  nameOfKey,
  runDay,
  store,
  when,
} from "./store.ts";

/** Returns all differences, with the notes of the versions in between. Notes about the same property are merged. */
function netOps(before: Card, after: Card, versions: readonly Version[]): Op[] {
  const notes = new Map<string, Op & { k: "note" }>();
  for (const op of versions.flatMap(({ ops }) => ops)) {
    if (op.k !== "note") continue;
    const key = `${op.in}\n${op.p}`, known = notes.get(key);
    const { a: _, ...later } = op;
    notes.set(key, known === undefined ? op : { ...later, ...(known.a === undefined ? {} : { a: known.a }) });
  }
  return [...diffCards(before, after), ...[...notes.values()].filter(({ a, b }) => a !== b)];
}

interface Between {
  before: Card;
  after: Card;
  ops: Op[];
  versions: Version[];
}

function between(body: Body, from: number, to: number): Between {
  const before = cardAt(body, versionAt(body, from)), after = cardAt(body, versionAt(body, to));
  const versions = body.versions.filter(({ r }, n) => n > 0 && r > from && r <= to);
  return { before, after, ops: netOps(before, after, versions), versions };
}

/** Returns the tab of the first tile that differs. */
function tabOfOps({ before, after, ops }: Between): string | undefined {
  for (const op of ops) {
    if ((op.k !== "+" && op.k !== "-" && op.k !== "part") || op.of !== "tiles") continue;
    for (const card of [after, before]) {
      const tile = card.tiles?.find(({ id }) => id === op.id);
      if (tile !== undefined) return tabOf(card, tile);
    }
  }
  return after.tabs?.[0]?.id;
}

/** The details of a change. */
export function ChangeDetail({ i, from, to }: { i: number; from: number; to: number }): View {
  const got = useBody(i), a = archive(), [hot, setHot] = useState<string | null>(null);
  const span = useMemo(() => got.state === "ready" ? between(got.value, from, to) : null, [
    got.state,
    from,
    to,
  ]);
  const standing = a.standing(i, to), type = a.typeName(i), shownRun = standing === "unborn" ? from : to;
  // On a narrow screen, the heading of the page is hidden while a change is shown.
  const level = useWide(1040) ? "h2" : "h1";
  const header = ui`
    <header
      class="dhead"><a class="back only-narrow" href=${
    link(["changes"], {
      ...store.address.params,
      item: undefined,
    })
  }>${icon("left")} Changes</a><p class="crumb">${
    a.path(i, shownRun).map((folder, n) => ui`${n > 0 ? " / " : ""}<bdi>${nameOf(folder, shownRun)}</bdi>`)
  }</p><${level}>${icon(type, 18)}<bdi>${nameOf(i, shownRun)}</bdi> ${standingTag(standing)}<//></header>
  `;
  if (got.state === "failed") return ui`<div class="pad">${header}${broken(got.error)}</div>`;
  if (span === null) return ui`<div class="pad">${header}${bones(6, 20)}</div>`;
  const before = a.standing(i, from), whole = before !== "live" ? "+" : standing !== "live" ? "-" : null;
  const card = whole === "+" ? span.after : span.before;
  const editors = [...new Set(span.versions.flatMap(({ by }) => by === null ? [] : [by]))];
  const edits = countText(Math.max(1, span.versions.length), "edit");
  return ui`<div class="pad">${header}
    <p class="dmeta">${
    whole === null
      ? span.ops.length + span.versions.length === 0
        ? ui`<b>No differences</b> between ${runDay(from)} and ${runDay(to)}`
        : ui`<b>${span.ops.length === 0 ? "No differences" : countText(span.ops.length, "difference")}</b> ${
          span.ops.length === 0 ? "after" : "in"
        } ${edits}${
          editors.length === 0
            ? ""
            : ui` by ${
              editors.slice(0, 6).map((key, n) =>
                ui`${n > 0 ? ", " : ""}<a href=${keyLink(key)}><bdi>${nameOfKey(key, to)}</bdi></a>`
              )
            }
        `
        }`
      : ui`${sign(whole)} ${
        whole === "+"
          ? before === "trash" ? "Undeleted from the trash" : before === "gone" ? "Existed again" : "Added"
          : standing === "trash"
          ? "Moved to the trash"
          : "Deleted permanently"
      } between ${runDay(from)} and ${runDay(to)}`
  }. <a class="rt" href=${itemLink(i, { at: momentParam(to) })}>Open the ${oneOf(type)}</a></p>
    ${
    span.versions.some(({ damaged }) => damaged === true)
      ? notice(
        withCode(
          "A version of this span is damaged, so its differences are unknown. `lookervault verify` lists it.",
        ),
      )
      : null
  }
    ${whole === null ? ui`<${OpList} ops=${span.ops} run=${to} onHot=${setHot} />` : null}
    ${
    whole !== null && card.tiles !== undefined
      ? ui`
        ${filtersView(card)}<div class=${`half only ${whole === "-" ? "is-gone" : "is-new"}`}>
          <${Sketch} card=${card} row=${15} />
        </div>
      `
      : null
  }
    ${
    whole !== null && card.tiles === undefined
      ? ui`
        <div class="panel">
          <${Facts} card=${card} run=${whole === "+" ? to : from} />
        </div>
      `
      : null
  }
    ${
    whole === null && span.after.tiles !== undefined
      ? ui`<${Pair} span=${span} from=${from} to=${to} hot=${hot} />`
      : null
  }
    ${whole === "+" || got.state !== "ready" ? null : choices({ i, body: got.value, from, to, whole })}
  </div>`;
}

/** Both ways to restore: the version before the changes, and the version with them. */
function choices(
  { i, body, from, to, whole }: { i: number; body: Body; from: number; to: number; whole: "-" | null },
): View {
  if (whole === "-") {
    // The item may have been edited between the first backup and its deletion.
    const run = Math.max(from, archive().lastLive(i, to)), place = versionAt(body, run);
    return ui`
      <details class="fold putback" open>
        <summary>Restore version ${
      place + 1
    }, the last version before the item was deleted or moved to the trash</summary>
        <${RestoreSteps} i=${i} run=${run} reason=${reasonAt(body, place)} />
      </details>
    `;
  }
  const before = versionAt(body, from), after = versionAt(body, to);
  return ui`
    <details class="fold putback" open>
      <summary>${after === before ? "Restore" : "Undo these changes: restore"} version ${before + 1}</summary>
      <${RestoreSteps} i=${i} run=${from} reason=${reasonAt(body, before)} />
    </details>
    ${
    after === before ? null : ui`
      <details class="fold putback">
        <summary>Restore version ${after + 1} (with these changes)</summary>
        ${restoreVersion({ i, body, place: after })}
      </details>
    `
  }
  `;
}

function Pair(
  { span, from, to, hot }: { span: Between; from: number; to: number; hot: string | null },
): View {
  const isWide = useWide(700),
    [side, setSide] = useState<"before" | "after">("after"),
    [marksBefore, marksAfter] = marksOf(span.ops);
  const tab = tabOfOps(span), title = span.after.tabs?.find(({ id }) => id === tab)?.title;
  if (layoutOf(span.before, tab).tiles.length + layoutOf(span.after, tab).tiles.length === 0) return null;
  const half = (name: string, run: number, card: Card, marks: ReturnType<typeof marksOf>[0]): View =>
    ui`
      <figure class="half">
        <figcaption>${name} <span class="mute">${store.clock.stamp(when(run))}</span></figcaption>
        <${Sketch} card=${card} tab=${tab} marks=${marks} chosen=${hot} row=${15}
          label=${`Layout ${name.toLowerCase()}`} />
      </figure>
    `;
  return ui`
    <div
      class="pair-h"><span class="mute">${
    title === undefined ? "Layout" : ui`Tab “<bdi>${title}</bdi>”`
  }</span><span class="legend"><span><b class="k-add">+</b> added</span><span><b class="k-del">−</b> removed</span><span><b class="k-chg">~</b> changed</span><span><b class="k-mov">↕</b> moved</span></span></div>
        ${
    isWide ? null : ui`<${Choice} label="Side" value=${side} on=${setSide} of=${[[
      "before",
      `Before, ${runDay(from)}`,
    ], ["after", `After, ${runDay(to)}`]]} />`
  }
        <div class="pair">${
    isWide || side === "before" ? half("Before", from, span.before, marksBefore) : null
  }${isWide || side === "after" ? half("After", to, span.after, marksAfter) : null}</div>
  `;
}
