// @ts-check
/**
 * Says of the newest copy that `snapshot list` printed whether it is `plain` or `encrypted`; `none` where there is none.
 *
 * @module
 */
import process from "node:process";
import { list, result } from "./results.mjs";

const listed = result(process.argv[2] ?? ".", "list");
if (!Array.isArray(listed?.["snapshots"])) throw new Error("Cannot choose a snapshot: there is no list");
const [newest] = list(listed, "snapshots");
process.stdout.write(newest === undefined ? "none" : newest["encrypted"] === false ? "plain" : "encrypted");
