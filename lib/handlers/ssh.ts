/**
 * SSH servers and the tunnels through them, without keys: each instance has its own.
 *
 * @module
 */
import { outcome } from "./task.ts";
import type { Handler } from "./handler.ts";
import { type Basics, createObject, crud, writableForm } from "./object_handler.ts";
import { key } from "./shared_attributes.ts";
import { asText } from "../codec/json_value.ts";

const SERVER = "ssh_servers";
const SERVER_ID = "ssh_server_id";

const serverBasics: Basics = {
  listing: {
    operation: "all_ssh_servers",
    fields: "ssh_server_id,ssh_server_name,ssh_server_host,ssh_server_port,ssh_server_user",
  },
  keys: (item) => [
    ...key("name", item.get("ssh_server_name")),
    ...key("address", item.get("ssh_server_host"), item.get("ssh_server_port"), item.get("ssh_server_user")),
  ],
};

/** SSH servers. */
export const sshServers: Handler = {
  type: SERVER,
  ...serverBasics,
  unrestorable: () => null,
  form: (body, refs) => writableForm(body, refs, { schema: "SshServer" }),
  ...crud(serverBasics, {
    get: "ssh_server",
    create: "create_ssh_server",
    update: "update_ssh_server",
    remove: "delete_ssh_server",
    idParameter: "ssh_server_id",
    idKey: SERVER_ID,
  }),
  async create(task) {
    const create = { create: "create_ssh_server", idKey: SERVER_ID } as const;
    const id = await createObject(task, serverBasics, create);
    task.writer.warn(
      `SSH server ${asText(task.wanted["ssh_server_host"]) ?? id}: put the public key of this Looker ` +
        "(Admin, SSH servers) on the host before you test it",
    );
    return outcome(id);
  },
};

const tunnelBasics: Basics = {
  listing: { operation: "all_ssh_tunnels", fields: "tunnel_id,ssh_server_id,database_host,database_port" },
  keys(item, refs) {
    const server = asText(item.get(SERVER_ID));
    const there = server === null ? null : refs.may(SERVER, server, { isQuiet: true });
    return key("tunnel", there ?? undefined, item.get("database_host"), item.get("database_port"));
  },
};

/** SSH tunnels. */
export const sshTunnels: Handler = {
  type: "ssh_tunnels",
  ...tunnelBasics,
  unrestorable: () => null,
  form: (body, refs) => writableForm(body, refs, { schema: "SshTunnel", must: { [SERVER_ID]: SERVER } }),
  ...crud(tunnelBasics, {
    get: "ssh_tunnel",
    create: "create_ssh_tunnel",
    update: "update_ssh_tunnel",
    remove: "delete_ssh_tunnel",
    idParameter: "ssh_tunnel_id",
    idKey: "tunnel_id",
  }),
};
