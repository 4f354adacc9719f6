/**
 * The frame of the page: header, moment, content, keyboard shortcuts.
 *
 * @module
 */
import { useEffect, useRef, useState } from "preact/hooks";
import { parseAddress, timeProblem } from "../model/address.ts";
import { plain } from "../model/plain.ts";
import { numberText, sizeText } from "../model/time.ts";
import { Changes } from "./changes.ts";
import { Coverage } from "./coverage.ts";
import { Explorer } from "./explorer.ts";
import { ui, type View } from "./html.ts";
import { icon, mark } from "./icons.ts";
import { Impact } from "./impact.ts";
import { ItemPage } from "./item.ts";
import { useKeptFocus } from "./kept_focus.ts";
import { keysDialog, useKeys } from "./keys.ts";
import { Overview } from "./overview.ts";
import { broken, Command, Empty, Guard, notice } from "./parts.ts";
import { People } from "./people.ts";
import { Rail } from "./rail.ts";
import {
  archive,
  lastRun,
  link,
  moment,
  nameOf,
  onRedraw,
  readyFor,
  runLabel,
  setMoment,
  store,
  when,
} from "./store.ts";
import { nextTheme, setTheme, theme } from "./theme.ts";

const PAGES: readonly (readonly [path: string, title: string, icon: string])[] = [
  ["", "Overview", "home"],
  ["changes", "Changes", "changes"],
  ["explore", "Explorer", "explore"],
  ["people", "People", "users"],
  ["impact", "Impact", "impact"],
  ["coverage", "Coverage", "coverage"],
];

/** The entire page. */
export function App(): View {
  const [, draw] = useState(0),
    [colors, setColours] = useState(theme()),
    help = useRef<HTMLDialogElement>(null);
  onRedraw(() => draw((times) => times + 1));
  useEffect(() => {
    const moved = (): void => {
      const before = store.address.path.join("/");
      store.address = parseAddress(location.hash);
      if (store.address.path.join("/") !== before) {
        scrollTo(0, 0);
        // A page with a focus parameter focuses its search field itself, before or after the next frame.
        if (store.address.params["focus"] === undefined) {
          requestAnimationFrame(() => document.getElementById("main")?.focus({ preventScroll: true }));
        }
      }
      draw((times) => times + 1);
    };
    addEventListener("hashchange", moved);
    return () => removeEventListener("hashchange", moved);
  }, []);
  useKeys(help);
  useKeptFocus();

  const page = store.address.path[0] ?? "", run = moment();
  useEffect(() => {
    document.title = `${titleOf(page)} – ${plain(store.head.instance.host)} – lookervault`;
  });
  const isPast = run < lastRun() && page !== "changes", isEmpty = store.head.runs.length === 0;
  const turn = (): void => {
    const next = nextTheme(colors);
    setTheme(next);
    setColours(next);
  };
  const skip = (event: Event): void => {
    event.preventDefault();
    document.getElementById("main")?.focus();
  };
  const hasMoment = !isEmpty && page !== "" && page !== "changes" && store.failed === null;
  return ui`
    <a class="skip" href="#main" onClick=${skip}>Skip to content</a>
        <header
      class="top"><a class="brand" href=${
    link(
      [],
    )
  } aria-label="lookervault, overview">${mark()}<span>lookervault</span></a><span class="inst cut"><b><bdi>${
    plain(
      store.head.instance.host,
    )
  }</bdi></b></span>
          <nav class="nav" aria-label="Pages">${
    PAGES.map(([path, title, name]) =>
      ui`<a href=${link(path === "" ? [] : [path])} aria-current=${isAt(path, page) ? "page" : undefined}>${
        icon(name, 18)
      }<span>${title}</span></a>`
    )
  }</nav>
          <span class="grow" /><a class="btn find" href=${
    link(["explore"], {
      focus: "1",
    })
  } aria-label="Search">${icon("search")}<span>Search</span><kbd>/</kbd></a>
          <button class="btn-ic" type="button" onClick=${turn} aria-label=${`Colors: ${colors}`} title=${`Colors: ${colors}`}>${
    icon(
      { auto: "auto", light: "sun", dark: "moon" }[colors],
    )
  }</button><button class="btn-ic keys" type="button" aria-label="Keys" title="Keys  ?" onClick=${() =>
    help.current?.showModal()}>?</button></header>
        ${
    store.isOld
      ? ui`
            <div class="pastbar newer"
              role="status"><b>The vault has a newer run.</b><button class="btn small" type="button" onClick=${() =>
        location.reload()}>Show it</button></div>
          `
      : null
  }
        ${hasMoment ? momentBar(run, isPast) : null}
        ${
    page === "" && isPast
      ? ui`
            <div class="pastbar"
              role="status">${icon("scheduled_plans", 15)} <span class="nb">Seen as of</span> <b>${
        store.clock
          .stamp(when(run))
      }</b><button class="btn small" type="button" onClick=${() =>
        setMoment(lastRun())}>Back to newest</button></div>
          `
      : null
  }
        ${notices(page)}<${Guard} key=${store.address.path.join("/")}>${
    isEmpty
      ? empty()
      : store.failed !== null && page !== "" && page !== "coverage"
      ? ui`<main id="main" class="page" tabindex="-1">${
        broken(store.failed, "This page cannot be shown")
      }</main>`
      : screen(page, run)
  }<//>
        ${foot()}${keysDialog(help)}
  `;
}

/** Lines about all that the page cannot show as its address asks for. */
function notices(page: string): View[] {
  const { head: { runs }, address: { params }, failed } = store, lines: View[] = [];
  if (store.isAlone) {
    lines.push(
      notice(
        ui`<b><code>lookervault browse</code> has stopped.</b> You can still read what this page has loaded. To
      load more, start it again, and open the address that it prints.`,
      ),
    );
  }
  if (failed !== null && (page === "" || page === "coverage")) {
    lines.push(
      notice(
        ui`<b>Only the overview and coverage can be shown.</b> ${
          failed instanceof Error ? failed.message : ""
        } <a href=${link(["explore"])}>What to do</a>`,
      ),
    );
  }
  for (const name of page === "changes" ? ["from", "to"] : ["at"]) {
    const text = params[name], problem = timeProblem(runs, text);
    if (problem === null) continue;
    lines.push(
      notice(
        ui`“<bdi>${plain(text ?? "")}</bdi>” is ${
          problem === "unreadable"
            ? "not a time, so it is ignored."
            : `before the first run, so the page shows ${store.clock.stamp(when(0))}.`
        }`,
      ),
    );
  }
  return lines;
}

function isAt(path: string, page: string): boolean {
  return path === page ||
    (page === "item" && path === (store.address.path[1] === "users" ? "people" : "explore"));
}

function titleOf(page: string): string {
  if (page !== "item") return PAGES.find(([path]) => path === page)?.[1] ?? "";
  const i = store.archive === null
    ? -1
    : archive().find(`${store.address.path[1] ?? ""}/${store.address.path[2] ?? ""}`);
  return i < 0 ? "Item" : nameOf(i);
}

function screen(page: string, run: number): View {
  const ready = readyFor(run), whole = ready === 2 ? ready : 0;
  switch (page) {
    case "":
      return ui`<${Overview} run=${run} ready=${ready} />`;
    case "changes":
      return ui`<${Changes} />`;
    case "explore":
      return ui`<${Explorer} run=${run} ready=${ready} />`;
    case "people":
      return ui`<${People} run=${run} ready=${whole} />`;
    case "item":
      return ui`<${ItemPage} run=${run} ready=${ready} />`;
    case "impact":
      return ui`<${Impact} run=${run} ready=${whole} />`;
    case "coverage":
      return ui`<${Coverage} run=${run} />`;
  }
  return ui`
    <main id="main" class="page" tabindex="-1">
      <${Empty} title="No such page" isPage=${true}>
        <p>The address “<bdi>${plain(location.hash)}</bdi>” does not exist. <a href=${
    link(
      [],
    )
  }>Go to the overview</a></p>
        <//>
        </main>
  `;
}

function momentBar(run: number, isPast: boolean): View {
  return ui`
    <section aria-label="Moment"
      class=${`moment${isPast ? " past" : ""}`}><span class="m-l" role="status">${
    icon("scheduled_plans", 15)
  }<b>${isPast ? `As of ${runLabel(run)}` : "Newest"}</b><span class="mute m-s">${
    store.clock.stamp(
      when(run),
    )
  }</span></span><${Rail} at=${run} on=${setMoment} />${
    isPast
      ? ui`<button class="btn small" type="button" onClick=${() => setMoment(lastRun())}>Newest</button>`
      : ui`<span class="m-pad" />`
  }</section>
  `;
}

function empty(): View {
  return ui`
    <main id="main" class="page" tabindex="-1">
      <${Empty} name="folders" title="This vault is empty" isPage=${true}>
        <p>No run has finished yet. Make the first backup, then open this page again.</p>
        <div class="cmds"><${Command} words=${["check"]} /><${Command} words=${[
    "extract",
  ]} />${
    store.head.form === "report" ? ui`<${Command} words=${["report", "--out", "report.html"]} />` : null
  }</div>
        <//>
        </main>
  `;
}

function foot(): View {
  const { head } = store, sum = document.getElementById("lv-head")?.getAttribute("data-sum");
  return ui`
    <footer
      class="foot"><span>${head.form === "report" ? "Report" : "Browse"} of ${
    store.clock.stamp(
      new Date(head.made),
    )
  } · ${plain(head.tool)} · Looker ${
    plain(
      head.instance.version ?? "of an unknown version",
    )
  } · vault of ${sizeText(head.vault.bytes)}, ${numberText(head.vault.versions)} versions${
    head.redacted ? " · people's names are replaced" : ""
  } · read-only${head.form === "report" ? ", no network" : ""}</span>${
    sum === null || sum === undefined
      ? null
      : ui`<span class="sum">SHA-256 of the data <code>${sum}</code></span>`
  }</footer>
  `;
}
