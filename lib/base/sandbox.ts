/**
 * Gives up permissions that a command does not need, until the process ends and for all code in it.
 *
 * @module
 */

/** The permissions of this process, as far as they can shrink. */
export interface Sandbox {
  /** Gives up the network. */
  goOffline(): void;
  /** Gives up every host but those of `urls`. Deno cannot take a pattern such as `*.looker.com` back in part: it stays. */
  keepHost(...urls: string[]): void;
  /**
   * Gives up writing, but for `files`. What SQLite has open it goes on writing. Where Deno was given all files, some
   * cannot be kept alone: then all stay.
   */
  endWriting(files?: readonly string[]): void;
}

/** What a build was given piece by piece: only what is named can be taken back. */
export interface Grants {
  /** Hosts, with or without a port; patterns are ignored. */
  hosts: readonly string[];
  /** Directories that may be written to. */
  paths: readonly string[];
}

/** The sandbox of the real process. */
export function processSandbox({ hosts, paths }: Grants): Sandbox {
  const { permissions } = Deno;
  /** Makes a permission that is part of a wider one stand by itself, so that it outlives it. Never asks. */
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
      // To take a directory back that was just kept would take it for good.
      for (const path of paths) if (!files.includes(path)) permissions.revokeSync({ name: "write", path });
    },
  };
}

/** Host and port of a URL, the usual port too: `acme.looker.com:443`. */
export function hostWithPort(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === "http:" ? "80" : "443")}`;
}
