/**
 * Where the page begins.
 *
 * @module
 */
import { render } from "preact";
import { BLOCK } from "../data/blocks.ts";
import { parseAddress } from "../model/address.ts";
import { Archive } from "../model/archive.ts";
import { App } from "./app.ts";
import { ui } from "./html.ts";
import { BrowseSource, ReportSource } from "./source.ts";
import { archive, moment, redraw, searchAt, store } from "./store.ts";
import { setTheme, theme } from "./theme.ts";

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Says that there is nothing to show. */
function giveUp(root: HTMLElement, error: unknown): void {
  const line = document.createElement("p");
  line.className = "boot";
  line.setAttribute("role", "alert");
  line.textContent = `This page cannot be shown: ${textOf(error)}`;
  root.replaceChildren(line);
}

/** Makes what the first search needs while nobody waits for it. */
function warmUp(): void {
  const run = moment(), at = archive().moment(run);
  for (
    const step of [(): unknown => at.usersOf(0), (): unknown => searchAt(run), (): unknown => at.back(0)]
  ) {
    setTimeout(step, 0);
  }
}

async function start(root: HTMLElement): Promise<void> {
  setTheme(theme());
  store.source = document.getElementById(BLOCK.head) === null ? new BrowseSource() : new ReportSource();
  store.address = parseAddress(location.hash);
  try {
    if (!("DecompressionStream" in globalThis)) {
      throw new Error("this browser is too old to unpack the data. Any browser of 2023 or later can.");
    }
    store.head = await store.source.head();
    root.replaceChildren();
    render(ui`<${App} />`, root);
  } catch (error) {
    return giveUp(root, error);
  }
  document.documentElement.dataset["state"] = "head";
  try {
    if (store.head.runs.length > 0) {
      store.archive = new Archive(store.head, await store.source.index(store.head));
    }
  } catch (error) {
    store.failed = textOf(error);
  }
  store.source.watch(() => {
    store.isOld = true;
    redraw();
  });
  redraw();
  document.documentElement.dataset["state"] = "ready";
  if (store.archive !== null) setTimeout(warmUp, 200);
}

const root = document.getElementById("app");
if (root !== null) start(root);
