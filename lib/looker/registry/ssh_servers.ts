/**
 * SSH servers through which Looker connects to databases.
 *
 * @module
 */
import { SSH_KEY } from "./by_hand.ts";
import type { ContentTypeEntry } from "./entry.ts";

/** The facts of the type. */
export const sshServers: ContentTypeEntry = {
  id: ["ssh_server_id"],
  name: ["ssh_server_name", "ssh_server_host"],
  source: { kind: "list", listing: { operation: "all_ssh_servers" } },
  volatile: ["status"],
  // Another instance has another key, and the key of the host can change at any time.
  computed: ["public_key", "finger_print", "sha_finger_print"],
  served: { schema: "SshServer" },
  byHand: [SSH_KEY],
  reach: {
    backup: "all_ssh_servers",
    restore: "ssh_server create_ssh_server update_ssh_server delete_ssh_server",
    captured: "as served",
    behind: "keys: copy the public key that this Looker shows to the host",
    lacks: ["the instance's private SSH key"],
  },
};
