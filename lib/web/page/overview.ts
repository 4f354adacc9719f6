/**
 * The overview: four questions, the runs, the changes, the anomalies, and the number of items.
 *
 * @module
 */
import { useMemo, useState } from "preact/hooks";
import type { ChangeKind } from "../data/head.ts";
import { addressText, goAddress, itemPath } from "../model/address.ts";
import { ChangeGroups } from "../model/change_groups.ts";
import { headingOf } from "../model/names.ts";
import { netChanges, tally } from "../model/net_changes.ts";
import { plain } from "../model/plain.ts";
import { ageText, countText, durationText, numberText } from "../model/time.ts";
import {
  backupUntil,
  CAPTURE_WORDS,
  checkFor,
  drillUntil,
  freshness,
  isBackup,
  type Level,
  readerOf,
  verdictAt,
} from "../model/verdict.ts";
import { useChanges } from "./hooks.ts";
import { type Children, ui, type View } from "./html.ts";
import { icon } from "./icons.ts";
import { bones, Choice, Command, Empty, sign, spark, tallyView, withCode } from "./parts.ts";
import { Rail } from "./rail.ts";
import {
  archive,
  itemLink,
  keyText,
  lastRun,
  link,
  momentParam,
  nameOf,
  now,
  type Ready,
  runLabel,
  setMoment,
  store,
  when,
} from "./store.ts";

const MARKS: Readonly<Record<Level, string>> = { ok: "check", warn: "warn", bad: "cross" };

/** One of the four questions. */
export function question(text: string, level: Level, answer: Children, more: Children): View {
  return ui`
    <li
      class=${`ask ${level}`}><span class="ask-m">${icon(MARKS[level], 15)}<span class="sr">${
    {
      ok: "Good:",
      warn: "Attention:",
      bad: "Problem:",
    }[level]
  }</span></span><div><p class="ask-q">${text}</p><p class="ask-a">${answer}</p><p class="ask-e">${more}</p></div></li>
  `;
}

/** The four questions about a run. The page of coverage does not link to itself. */
export function questions(run: number, isCoverage = false): View {
  const { head } = store, isLast = run === lastRun(), verdict = verdictAt(head, run);
  const backup = backupUntil(head, run),
    fresh = freshness(head, backup, now()),
    check = checkFor(head, run),
    drill = drillUntil(head, run);
  const backups = head.runs.filter(isBackup).length, types = head.types.length;
  return ui`<ul class="asks" aria-label="Four questions">
    ${
    question(
      "Is it fresh?",
      backup < 0 ? "bad" : isLast ? fresh.level : "ok",
      backup < 0 ? "No backup yet" : isLast ? `${ageText(fresh.age)} old` : `Made ${ageText(fresh.age)} ago`,
      isLast
        ? `${numberText(backups)} of ${countText(head.runs.length, "run")} made a backup`
        : ui`<button class="lnk" type="button" onClick=${() => setMoment(lastRun())}>Back to newest</button>`,
    )
  }
    ${
    question(
      "Is it complete?",
      verdict.level,
      verdict.level === "bad"
        ? "This run made no backup"
        : `${types - verdict.gaps.length} of ${types} types`,
      isCoverage
        ? "All types are listed below"
        : ui`<a href=${link(["coverage"])}>What it contains, and what it cannot contain</a>`,
    )
  }
    ${
    check === null
      ? question(
        "Is it intact?",
        "warn",
        "Not verified since this backup",
        ui`<code>lookervault verify</code> checks it`,
      )
      : question(
        "Is it intact?",
        check.damaged > 0 ? "bad" : "ok",
        `${numberText(check.damaged)} damaged`,
        `${numberText(check.versions)} versions checked, ${
          ageText(now().getTime() - Date.parse(check.at))
        } ago`,
      )
  }
    ${
    drill === null
      ? question(
        "Can it be restored?",
        "warn",
        "Not tested",
        ui`<code>lookervault restore drill</code> tests it`,
      )
      : question(
        "Can it be restored?",
        drill.different > 0 ? "warn" : "ok",
        `${numberText(drill.same)} of ${numberText(drill.sample)} copies equal the backup`,
        ui`Drill of ${store.clock.near(new Date(drill.at), now())} · <a href=${
          link(["coverage"], { part: "drills" })
        }>all drills</a>`,
      )
  }
  </ul>`;
}

function hero(run: number): View {
  const { head } = store, verdict = verdictAt(head, run), one = head.runs[run], isLast = run === lastRun();
  const total = head.types.reduce((sum, { n }) => sum + (n[run] ?? 0), 0),
    kinds = head.types.filter(({ n }) => (n[run] ?? 0) > 0).length;
  const reader = readerOf(head, run);
  return ui`<section class="hero" aria-labelledby="verdict"><div class="hero-l">
    <p class="eyebrow">${isLast ? "Newest" : "Earlier"} ${isBackup(one) ? "backup" : "run"} · ${
    store.clock.stamp(when(run))
  }</p>
    <h1 id="verdict" class=${verdict.level}>${verdict.title}</h1>
    <p class="lede">${withCode(verdict.text)} ${
    !isBackup(one) || one === undefined
      ? null
      : ui`<span class="nb">${countText(total, "item")}</span> in ${countText(kinds, "type")}, ${
        plain(one.mode)
      } run, <span class="nb">${durationText(one.secs)}</span>, ${countText(one.calls, "request")}${
        reader === null ? "" : ui`, read as <bdi>${plain(reader.name)}</bdi>`
      }.`
  }</p>
    ${
    verdict.gaps.length === 0
      ? null
      : ui`<ul class="gaps">${
        verdict.gaps.slice(0, 4).map(({ type, state, note }) =>
          ui`<li>${icon("warn", 14)}<span><b>${headingOf(type.t)}</b> <span class="mute">${
            CAPTURE_WORDS[state]
          }.</span> ${plain(note)}</span></li>`
        )
      }${
        verdict.gaps.length > 4
          ? ui`<li class="mute">and ${verdict.gaps.length - 4} more: <a href=${
            link(["coverage"])
          }>coverage</a></li>`
          : null
      }</ul>`
  }
  </div>${questions(run)}</section>`;
}

interface Shown {
  k: ChangeKind;
  href: string;
  name: string;
  s: string;
}

/**
 * Returns the changes of a run in groups. Before the index is loaded, only the changes of the newest run are available.
 */
function useGroups(
  run: number,
  ready: Ready,
  by: "folder" | "editor",
): { name: string; list: Shown[] }[] | null {
  const got = useChanges(run - 1, run, ready);
  return useMemo(() => {
    if (ready && got.state === "ready") {
      const net = netChanges(archive(), got.value.blocks, { from: run - 1, to: run });
      return new ChangeGroups(archive(), net, { by, run, nameOf }).groups().map(({ name, changes }) => ({
        name,
        list: changes.map(({ k, i, s }) => ({ k, s, href: itemLink(i), name: nameOf(i, run) })),
      }));
    }
    if (run !== lastRun()) return null;
    const groups = new Map<string, Shown[]>();
    for (const one of store.head.recent) {
      const of = by === "folder" ? one.folder || "Not in a folder" : one.by || "Unknown editor";
      const list = groups.get(of) ?? [];
      groups.set(of, list);
      list.push({
        k: one.k,
        s: one.s,
        name: plain(one.name.trim()) || keyText(one.key),
        href: addressText(itemPath(one.key)),
      });
    }
    return [...groups].map(([name, list]) => ({ name: plain(name), list })).sort((a, b) =>
      b.list.length - a.list.length
    );
  }, [run, ready, by, got.state]);
}

function Night({ run, ready }: { run: number; ready: Ready }): View {
  const [by, setBy] = useState<"folder" | "editor">("folder"),
    groups = useGroups(run, ready, by),
    one = store.head.runs[run];
  const all = link(["changes"], {
    from: store.head.runs[Math.max(0, run - 1)]?.at,
    to: one?.at,
    group: by,
    at: undefined,
  });
  return ui`
    <section class="c-main"
      aria-labelledby="h-night"><header class="sec"><h2 id="h-night">${
    run === lastRun() ? "The last run" : "This run"
  } ${
    tallyView(
      one?.n ?? [],
    )
  }</h2><${Choice} label="Group by" value=${by} on=${setBy} of=${[["folder", "Folder"], [
    "editor",
    "Editor",
  ]]} /></header>
        ${
    groups === null
      ? bones(8)
      : groups.length === 0
      ? quiet(run)
      : groups.slice(0, 6).map(({ name, list }) =>
        ui`
              <div class="grp" key=${name}>
                <h3>${
          icon(
            by === "folder" ? "folders" : "users",
            14,
          )
        }<bdi class="cut">${name}</bdi>${tallyView(tally(list))}</h3>
                <ul class="chg">${
          list.slice(0, 4).map(({ k, href, name: title, s }) =>
            ui`<li>${sign(k)}<a class="cut" href=${href}><bdi>${title}</bdi></a><span class="cut mute"><bdi>${
              plain(s)
            }</bdi></span></li>`
          )
        }${
          list.length > 4
            ? ui`<li class="more"><a href=${all}>${
              numberText(list.length - 4)
            } more<span class="sr"> in ${name}</span></a></li>`
            : null
        }</ul>
              </div>
            `
      )
  }
        ${
    groups !== null && groups.length > 6
      ? ui`<p class="more"><a href=${all}>${numberText(groups.length - 6)} more ${
        by === "folder" ? "folders" : "editors"
      }</a></p>`
      : null
  }</section>
  `;
}

function quiet(run: number): View {
  const one = store.head.runs[run];
  if (!isBackup(one)) {
    return ui`
      <${Empty} name="warn" title="No backup of this run">
        <p>${plain(one?.error ?? "")} The next complete run shows the changes.</p>
        <//>
    `;
  }
  if (run === 0) {
    return ui`
      <${Empty} name="check" title="The first backup">
        <p>Everything is new, so there are no changes.</p>
        <//>
    `;
  }
  return ui`
    <${Empty} name="check" title="Nothing changed">
      <p>The run found no changes in Looker.</p>
      <//>
  `;
}

function look(run: number): View {
  const { anomalies, runs } = store.head, known = anomalies.filter(({ r }) => r <= run);
  const isRecent = (r: number): boolean => when(run).getTime() - when(r).getTime() < 14 * 864e5;
  return ui`
    <section class="c-look"
      aria-labelledby="h-look"><header class="sec"><h2 id="h-look">Needs attention</h2></header>
        ${
    known.length === 0
      ? ui`
            <${Empty} name="check" title="Nothing unusual">
              <p>No sudden losses, no lost rights and no missed backups up to that time.</p>
              <//>
          `
      : ui`<ol class="looks">${
        known.slice(0, 6).map(({ r, level, title, text, go, command }) =>
          ui`<li class=${`${level}${isRecent(r) ? "" : " old"}`}><time>${store.clock.day(when(r))}</time>${
            go === undefined
              ? ui`<b>${plain(title)}</b>`
              : ui`<a href=${goAddress(go, runs)}><b>${plain(title)}</b></a>`
          }<p>${plain(text)}</p>${
            command === undefined || !isRecent(r) ? null : ui`<${Command} words=${command} />`
          }</li>`
        )
      }</ol>`
  }</section>
  `;
}

function contents(run: number): View {
  const types = store.head.types.filter(({ n }) => n.some((count) => count > 0));
  const back = store.head.runs.findIndex(({ at }) => when(run).getTime() - Date.parse(at) < 30 * 864e5);
  const [first, rest] = [types.slice(0, 9), types.slice(9)],
    others = rest.reduce((sum, { n }) => sum + (n[run] ?? 0), 0);
  return ui`
    <section class="c-types"
      aria-labelledby="h-types"><header class="sec"><h2 id="h-types">Contents</h2><span class="mute">in 30 days</span></header>
        <table class="types"><thead class="sr"><tr><th>Type</th><th>Items</th><th>Trend</th><th>In 30 days</th></tr></thead><tbody>${
    first
      .map(({ t, n }) => {
        const more = (n[run] ?? 0) - (n[Math.max(0, back)] ?? 0);
        return ui`
              <tr>
                <th scope="row"><a href=${link(["explore"], { type: t })}>${icon(t, 15)}${
          headingOf(
            t,
          )
        }</a></th>
                <td class="n">${numberText(n[run] ?? 0)}</td>
                <td class="sp">${spark(n, { at: run, width: 84 })}</td>
                <td class=${`d ${more > 0 ? "t-add" : more < 0 ? "t-del" : "zero"}`}>${
          more > 0 ? `+${numberText(more)}` : more < 0 ? `−${numberText(-more)}` : "0"
        }</td>
              </tr>
            `;
      })
  }</tbody></table>${
    rest.length === 0
      ? null
      : ui`<p class="more mute">and ${countText(others, "item")} of ${
        countText(rest.length, "other type")
      } · <a href=${link(["coverage"])}>coverage</a></p>`
  }</section>
  `;
}

/** The page of the overview. */
export function Overview({ run, ready }: { run: number; ready: Ready }): View {
  const { runs } = store.head, isLast = run === lastRun();
  const sum = runs.reduce<number[]>((total, { n }) => total.map((one, i) => one + (n[i] ?? 0)), [0, 0, 0]);
  const days = Math.round((when(lastRun()).getTime() - when(0).getTime()) / 864e5);
  return ui`<main id="main" class="page overview" tabindex="-1">${hero(run)}
    <section class="band" aria-label="All runs"><header><h2>${countText(runs.length, "run")}${
    days > 0 ? ` in ${countText(days, "day")}` : ""
  }</h2>${tallyView(sum, { labels: true })}<span class="grow" />
      <div class="stepper"><button class="btn-ic" type="button" aria-label="Previous run" title="Previous run  [" disabled=${
    run === 0
  } onClick=${() => setMoment(run - 1)}>${icon("left")}</button><span class="now" role="status">${
    runLabel(run)
  }</span><button class="btn-ic" type="button" aria-label="Next run" title="Next run  ]" disabled=${isLast} onClick=${() =>
    setMoment(run + 1)}>${icon("right")}</button></div>
      ${
    run > 0
      ? ui`<a class="btn" href=${
        link(["changes"], { from: runs[run - 1]?.at, to: momentParam(run), at: undefined })
      }>See the changes</a>`
      : null
  }</header>
      <${Rail} at=${run} on=${setMoment} isTall=${true} /></section>
    <div class="cols"><${Night} run=${run} ready=${ready} />${look(run)}${contents(run)}</div>
  </main>`;
}
