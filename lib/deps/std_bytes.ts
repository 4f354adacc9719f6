/** Typed facade of `@std/bytes`, bound to the npm copy of Deno's std. @module */
// @ts-types="./std_bytes.d.ts"
export { equals } from "deno-std/bytes/equals.js";
