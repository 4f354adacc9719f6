/** Typed facade of `@std/cli`, bound to the npm copy of Deno's std. @module */
// @ts-types="./std_cli.d.ts"
export { parseArgs } from "deno-std/cli/parse_args.js";
