/**
 * Tunnels from Looker to databases. Each tunnel uses an SSH server.
 *
 * @module
 */
import type { ContentTypeEntry } from "./entry.ts";

/** The facts of the type. */
export const sshTunnels: ContentTypeEntry = {
  id: ["tunnel_id"],
  name: ["database_host"],
  source: { kind: "list", listing: { operation: "all_ssh_tunnels" } },
  volatile: ["status", "last_attempt"],
  // Copies from the server of the tunnel.
  computed: ["ssh_server_name", "ssh_server_host", "ssh_server_port", "ssh_server_user"],
  served: { schema: "SshTunnel" },
  reach: {
    backup: "all_ssh_tunnels",
    restore: "ssh_tunnel create_ssh_tunnel update_ssh_tunnel delete_ssh_tunnel",
    captured: "as served",
    behind: "nothing",
  },
};
