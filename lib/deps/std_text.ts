/** Typed facade of `@std/text`, bound to the npm copy of Deno's std. @module */
// @ts-types="./std_text.d.ts"
export { levenshteinDistance } from "deno-std/text/levenshtein_distance.js";
