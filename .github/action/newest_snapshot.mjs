// @ts-check
/**
 * Prints `plain` or `encrypted` for the newest snapshot in the output of `snapshot list`, or `none` if there is none.
 *
 * @module
 */
import process from "node:process";
import { list, result } from "./results.mjs";

const listed = result(process.argv[2] ?? ".", "list");
if (!Array.isArray(listed?.["snapshots"])) throw new Error("Cannot choose a snapshot: there is no list");
const [newest] = list(listed, "snapshots");
process.stdout.write(newest === undefined ? "none" : newest["encrypted"] === false ? "plain" : "encrypted");
