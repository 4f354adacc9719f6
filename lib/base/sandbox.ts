/**
 * Drops permissions that a command does not need, for all code of the process, until it ends.
 *
 * @module
 */

/** The permissions of this process that can be dropped. */
export interface Sandbox {
  /** Drops access to the network. */
  goOffline(): void;
  /**
   * Drops access to every host except the hosts of `urls`. Deno cannot revoke a part of a pattern such as
   * `*.looker.com`: the pattern stays.
   */
  keepHost(...urls: string[]): void;
  /**
   * Drops the permission to write, except to `files`. SQLite can still write to files that are open. If Deno was given
   * all files, access to some cannot be kept separately. Then access to all stays.
   */
  endWriting(files?: readonly string[]): void;
}

/** The hosts and paths that a build was granted one by one. Only these can be revoked. */
export interface Grants {
  /** Hosts, with or without a port. Patterns are ignored. */
  hosts: readonly string[];
  /** Directories that may be written to. */
  paths: readonly string[];
}

/** Returns the sandbox of the real process. */
export function processSandbox({ hosts, paths }: Grants): Sandbox {
  const { permissions } = Deno;
  /**
   * Grants a part of a wider permission separately, so that it stays when the wider permission is revoked. Never asks.
   */
  const keep = (descriptor: Deno.PermissionDescriptor): void => {
    if (permissions.querySync(descriptor).state === "granted") permissions.requestSync(descriptor);
  };
  return {
    goOffline: () => void permissions.revokeSync({ name: "net" }),
    keepHost(...urls) {
      const kept = urls.map(hostWithPort);
      for (const host of kept) keep({ name: "net", host });
      for (const host of hosts) {
        if (!host.startsWith("*") && !kept.includes(host)) permissions.revokeSync({ name: "net", host });
      }
    },
    endWriting(files = []) {
      if (files.length === 0) return void permissions.revokeSync({ name: "write" });
      for (const path of files) keep({ name: "write", path });
      // Revoking a directory that was just granted separately would revoke it permanently.
      for (const path of paths) if (!files.includes(path)) permissions.revokeSync({ name: "write", path });
    },
  };
}

/** Returns host and port of a URL, including the default port: `acme.looker.com:443`. */
export function hostWithPort(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === "http:" ? "80" : "443")}`;
}
