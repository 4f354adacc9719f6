/**
 * `deno task record`: the terminal of the README, with what the commands of the demo really print, into
 * `docs/images/terminal.svg`.
 *
 * @module
 */
import { COLUMNS, recorded } from "./record/record.ts";
import { svgOf } from "./record/svg.ts";

const OUT = new URL("../docs/images/terminal.svg", import.meta.url);
/** Bytes that the picture has at most. */
const MOST = 60_000;
/** Seconds for which each screen is shown. */
const SECONDS = 7;

const screens = (await recorded()).map((lines) => ({ lines, seconds: SECONDS }));
const picture = svgOf({
  title: "A terminal: lookervault backs up an instance, lists dashboards, and restores one",
  columns: COLUMNS,
  screens,
});
if (picture.length > MOST) throw new Error(`The picture has ${picture.length} bytes: more than ${MOST}`);
await Deno.writeTextFile(OUT, picture);
console.log(`${OUT.pathname}: ${picture.length} bytes`);
