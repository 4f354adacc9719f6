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
import { BrowseSource, MovedOnError, ReportSource } from "./source.ts";
import { archive, moment, redraw, searchAt, store } from "./store.ts";
import { setTheme, theme } from "./theme.ts";

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Shows an error message instead of the page. */
function giveUp(root: HTMLElement, error: unknown): void {
  const line = document.createElement("p");
  line.className = "boot";
  line.setAttribute("role", "alert");
  line.textContent = `This page cannot be shown: ${textOf(error)}`;
  root.replaceChildren(line);
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
      throw new Error("this browser is too old to unpack the data. Use a browser from 2023 or later.");
    }
    store.head = await store.source.head();
    root.replaceChildren();
    render(ui`<${App} />`, root);
  } catch (error) {
    return giveUp(root, error);
  }
  document.documentElement.dataset["state"] = "head";
  store.source.watch(movedOn);
  try {
    if (store.head.runs.length > 0) await readIndex();
  } catch (error) {
    if (error instanceof MovedOnError) store.isOld = true;
    store.failed = textOf(error);
  }
  redraw();
  document.documentElement.dataset["state"] = "ready";
  if (store.archive !== null) setTimeout(warmUp, 200);
}

const root = document.getElementById("app");
if (root !== null) start(root);
