/** Typed facade of `@std/assert`, bound to the npm copy of Deno's std. @module */
// @ts-types="./std_assert.d.ts"
export * from "deno-std/assert/mod.js";
