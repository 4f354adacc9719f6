/**
 * `deno task record`: writes the terminal recording of the README, with the real output of the demo's commands, to
 * `docs/images/terminal.svg`.
 *
 * @module
 */
import { COLUMNS, recorded } from "./record/record.ts";
import { svgOf } from "./record/svg.ts";

const OUT = new URL("../docs/images/terminal.svg", import.meta.url);
/** The maximum size of the picture in bytes. */
const MOST = 60_000;
/** The number of seconds for which each screen is shown. */
const SECONDS = 7;

const screens = (await recorded()).map((lines) => ({ lines, seconds: SECONDS }));
const picture = svgOf({
  title: "A terminal: lookervault backs up an instance, lists dashboards, and restores one",
  columns: COLUMNS,
  screens,
});
if (picture.length > MOST) {
  throw new Error(`Cannot write the picture: it has ${picture.length} bytes, more than ${MOST}`);
}
await Deno.writeTextFile(OUT, picture);
console.log(`${OUT.pathname}: ${picture.length} bytes`);
