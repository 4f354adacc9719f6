/**
 * A process that updates the index of a vault, and waits in the middle of it: `_slow_update.ts VAULT FIFO`. Prints
 * `updating` when it has begun, then what became of the index.
 *
 * @module
 */
import { DESCRIBE_RULES, describer } from "../../../lib/inspect/search/describe.ts";
import { ownHosts } from "../../../lib/inspect/search/own_hosts.ts";
import { openIndex } from "../../../lib/vault/index/open.ts";
import { openVaultForReading } from "../../../lib/vault/open.ts";

const [path = "", go = ""] = Deno.args;
using vault = openVaultForReading(path);
const describe = describer(ownHosts(vault));
let isFirst = true;
const { index, note } = openIndex(vault, {
  rules: DESCRIBE_RULES,
  describe(...given) {
    if (isFirst) {
      console.log("updating");
      Deno.readTextFileSync(go);
    }
    isFirst = false;
    describe(...given);
  },
});
index[Symbol.dispose]();
console.log(note);
