/** Mounts a file system of memory; null where this process may not. */
export function mounted(options: string): (Disposable & { path: string }) | null {
  const path = Deno.makeTempDirSync({ prefix: "lookervault-mount-" });
  const run = (...args: [string, ...string[]]): boolean => {
    try {
      return new Deno.Command(args[0], { args: args.slice(1), stderr: "null" }).outputSync().success;
    } catch {
      return false;
    }
  };
  if (!run("mount", "-t", "tmpfs", "-o", options, "tmpfs", path)) {
    Deno.removeSync(path);
    return null;
  }
  return {
    path,
    [Symbol.dispose](): void {
      run("umount", path);
      Deno.removeSync(path);
    },
  };
}

/** A directory that holds what `fill` makes in it, and in which nothing else can be made; null where none can be had. */
export function readOnlyDirectory(
  fill: (directory: string) => void,
): (Disposable & { path: string }) | null {
  // Root may write to whatever has no such permission.
  if (Deno.uid() === 0) return readOnlyMount(fill);
  if (Deno.build.os === "windows") return null;
  const path = Deno.makeTempDirSync({ prefix: "lookervault-readonly-" });
  fill(path);
  Deno.chmodSync(path, 0o500);
  return {
    path,
    [Symbol.dispose](): void {
      Deno.chmodSync(path, 0o700);
      Deno.removeSync(path, { recursive: true });
    },
  };
}

function readOnlyMount(fill: (directory: string) => void): ReturnType<typeof mounted> {
  const disk = mounted("size=8m");
  if (disk === null) return null;
  fill(disk.path);
  new Deno.Command("mount", { args: ["-o", "remount,ro", disk.path] }).outputSync();
  return disk;
}
