/** Typed facade of `@std/yaml`, bound to the npm copy of Deno's std. @module */
// @ts-types="./std_yaml.d.ts"
export { parse } from "deno-std/yaml/parse.js";
// @ts-types="./std_yaml.d.ts"
export { stringify } from "deno-std/yaml/stringify.js";
