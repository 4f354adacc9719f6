import { assertEquals } from "@std/assert";
import { progress, type StoreProgress } from "../../../lib/snapshot/decorators/progress.ts";
import { bytesOfSize, upload } from "../contract/contract.ts";
import { directory } from "./_faulty.ts";

const signal = new AbortController().signal;

Deno.test("progress() tells what arrived, each way", async () => {
  await using place = await directory();
  const told: StoreProgress[] = [], store = progress(place.store, (one) => told.push(one));
  await upload(store, "a.db", bytesOfSize(9 * 1024 * 1024));
  await store.putIfAbsent("a.json", bytesOfSize(7), { signal });
  const body = await store.get({ key: "a.db" }, { signal, range: { from: 10, to: 500_000 } });
  await body.stream.pipeTo(new WritableStream());
  const sum = (direction: string, key: string): number =>
    told.filter((one) => one.direction === direction && one.key === key).reduce(
      (all, { bytes }) => all + bytes,
      0,
    );
  assertEquals([sum("up", "a.db"), sum("up", "a.json"), sum("down", "a.db")], [9 * 1024 * 1024, 7, 499_990]);
});
