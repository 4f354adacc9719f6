/**
 * The entry point of the page.
 *
 * @module
 */
import { render } from "preact";
import { BLOCK } from "../data/blocks.ts";
import { parseAddress } from "../model/address.ts";
import { Archive } from "../model/archive.ts";
import { App } from "./app.ts";
import { ui } from "./html.ts";
import { broken } from "./parts.ts";
import { BrowseSource, MovedOnError, ReportSource, SourceError } from "./source.ts";
import { archive, moment, redraw, searchAt, store } from "./store.ts";
import { setTheme, theme } from "./theme.ts";

/** Shows an error message instead of the page. */
function giveUp(root: HTMLElement, error: unknown): void {
  root.replaceChildren();
  render(ui`<main id="main" class="page">${broken(error, "This page cannot be shown")}</main>`, root);
}

/** Builds what the first search needs while the page is idle. */
function warmUp(): void {
  const run = moment(), at = archive().moment(run);
  for (
    const step of [(): unknown => at.usersOf(0), (): unknown => searchAt(run), (): unknown => at.back(0)]
  ) {
    setTimeout(step, 0);
  }
}

/** Notes that there is a newer state. */
function movedOn(): void {
  store.isOld = true;
  redraw();
}

/** Notes whether the program that serves the page has stopped. */
function answers(isAnswering: boolean): void {
  if (store.isAlone !== isAnswering) return;
  store.isAlone = !isAnswering;
  redraw();
}

/** Reads the index, beginning with what lists and items need. */
async function readIndex(): Promise<void> {
  const { source, head } = store, columns = await source.index(head), links = source.links(head);
  store.archive = new Archive(head, columns);
  if (links === null) return;
  redraw();
  document.documentElement.dataset["state"] = "columns";
  store.archive = new Archive(head, { ...columns, ...await links });
}

async function start(root: HTMLElement): Promise<void> {
  setTheme(theme());
  store.source = document.getElementById(BLOCK.head) === null ? new BrowseSource() : new ReportSource();
  store.address = parseAddress(location.hash);
  try {
    if (!("DecompressionStream" in globalThis)) {
      throw new SourceError("This browser is too old to unpack the data.", "browser");
    }
    store.head = await store.source.head();
    root.replaceChildren();
    render(ui`<${App} />`, root);
  } catch (error) {
    return giveUp(root, error);
  }
  document.documentElement.dataset["state"] = "head";
  store.source.watch(movedOn, answers);
  try {
    if (store.head.runs.length > 0) await readIndex();
  } catch (error) {
    if (error instanceof MovedOnError) store.isOld = true;
    store.failed = error;
  }
  redraw();
  document.documentElement.dataset["state"] = "ready";
  if (store.archive !== null) setTimeout(warmUp, 200);
}

const root = document.getElementById("app");
if (root !== null) start(root);
