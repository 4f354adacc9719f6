/** Typed facade of `@std/async`, bound to the npm copy of Deno's std. @module */
// @ts-types="./std_async.d.ts"
export { delay } from "deno-std/async/delay.js";
// @ts-types="./std_async.d.ts"
export { retry, RetryError } from "deno-std/async/retry.js";
