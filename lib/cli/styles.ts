/**
 * Decides whether the output of a stream has colors.
 *
 * @module
 */
import type { Io, OutputStream } from "../base/io.ts";
import { type Palette, palette } from "../term/palette.ts";
import { knowsLinks } from "./terminal_links.ts";
import type { Globals } from "./globals.ts";

/**
 * Returns the styles for a stream, with links if its terminal supports them. Without a terminal, with `NO_COLOR` and
 * with `--no-color`, there are no styles.
 */
export function stylesOf(
  stream: OutputStream,
  io: Pick<Io, "env">,
  globals: Pick<Globals, "color">,
): Palette {
  return palette(
    stream.isTerminal && globals.color && io.env("NO_COLOR") === undefined && io.env("TERM") !== "dumb",
    { links: knowsLinks(io) },
  );
}
