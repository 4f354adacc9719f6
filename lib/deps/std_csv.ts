/** Typed facade of `@std/csv`, bound to the npm copy of Deno's std. @module */
// @ts-types="./std_csv.d.ts"
export { parse } from "deno-std/csv/parse.js";
// @ts-types="./std_csv.d.ts"
export { stringify } from "deno-std/csv/stringify.js";
