/**
 * What is fuzzed: each target takes hostile bytes and holds what must hold. Whatever it throws besides errors of our own is
 * a finding.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../lib/base/clock.ts";
import { LookervaultError } from "../../lib/base/errors.ts";
import { Body } from "../../lib/codec/body.ts";
import { canonical } from "../../lib/codec/canonical.ts";
import { readJson, readJsonArray } from "../../lib/codec/json_reader.ts";
import { writeJson } from "../../lib/codec/json_writer.ts";
import { MsgpackReader } from "../../lib/codec/msgpack_reader.ts";
import { redact } from "../../lib/codec/redact.ts";
import { encodeItem } from "../../lib/extract/encode.ts";
import { verifyVault } from "../../lib/inspect/verify/run.ts";
import { TYPE_CODES } from "../../lib/looker/content_type_names.ts";
import { formRules } from "../../lib/looker/equality.ts";
import { secretRules } from "../../lib/looker/secrets.ts";
import { putItem } from "../../lib/vault/content.ts";
import { openVaultForReading, openVaultForWriting } from "../../lib/vault/open.ts";
import { beginSession } from "../../lib/vault/sessions.ts";
import { attacked } from "../extract/_hostile.ts";
import type { Random } from "../sim/random.ts";
import { jsonValue, mutated } from "./mutate.ts";

/** Tries one input; `random` makes it. */
export type Target = (random: Random) => void | Promise<void>;

const encoder = new TextEncoder(), decoder = new TextDecoder("utf-8", { fatal: true });

/** What `work` gives; undefined where it refuses with an error of our own. */
function refusedOr<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof LookervaultError) return undefined;
    throw error;
  }
}

/** What is read is JSON to the platform too, and comes back as the same value; a second reading changes nothing. */
const json: Target = (random) => {
  const text = JSON.stringify(jsonValue(random, 5)), bytes = mutated(encoder.encode(text), random);
  refusedOr(() => readJsonArray(bytes));
  const item = refusedOr(() => readJson(bytes));
  if (item === undefined) return;
  const written = writeJson(item.bytes);
  assertEquals(JSON.parse(written), JSON.parse(decoder.decode(bytes)));
  assertEquals(writeJson(readJson(encoder.encode(written)).bytes), written);
};

/** Every walk through MessagePack ends, and refuses what this codec never writes. */
const msgpack: Target = (random) => {
  const value = jsonValue(random, 5);
  const bytes = mutated(readJson(encoder.encode(JSON.stringify(value))).bytes, random);
  refusedOr(() => new MsgpackReader(bytes).value());
  refusedOr(() => new MsgpackReader(bytes).skip());
  refusedOr(() => writeJson(bytes));
  refusedOr(() => canonical(bytes, formRules("dashboards")));
  refusedOr(() => redact(bytes, secretRules({ keepLinks: false })));
  const body = refusedOr(() => Body.parse(bytes));
  if (body !== undefined) refusedOr(() => body.with("more", new Uint8Array([0xc0])));
};

/** What is taken out is out: of what is left, nothing is a secret. */
const secrets: Target = (random) => {
  const inner = JSON.stringify({ password: "HUSH", a: jsonValue(random) });
  const text = random.below(2) === 0 ? inner : `[${inner}]`;
  const body = {
    id: "1",
    parameters: text,
    params: [{ name: "x", sensitive: true, value: "HUSH" }],
    api_key: "HUSH",
  };
  const item = readJson(encoder.encode(JSON.stringify({ ...body, rest: jsonValue(random) })));
  const rules = secretRules({ keepLinks: false });
  const clean = redact(item.bytes, rules);
  assert(!writeJson(clean.bytes).includes("HUSH"));
  assertEquals(redact(clean.bytes, rules).paths, []);
};

/** A vault of which some bytes were changed is read, or refused; nothing else happens. */
const vault: Target = async (random) => {
  const directory = await Deno.makeTempDir({ prefix: "lookervault-fuzz-" }), path = `${directory}/v.db`;
  try {
    makeVault(path);
    const bytes = await Deno.readFile(path);
    for (let left = 1 + random.below(20); left > 0; left--) {
      // Mostly in the first pages, where everything else is found.
      const at = random.below(random.below(2) === 0 ? 20_000 : bytes.length);
      if (at < bytes.length) bytes[at] = random.below(256);
    }
    await Deno.writeFile(path, random.below(5) === 0 ? bytes.subarray(0, random.below(bytes.length)) : bytes);
    await refusedOrLater(async () => {
      using opened = openVaultForReading(path);
      await verifyVault(opened, {
        types: null,
        sample: 100,
        random: () => 0,
        threads: 1,
        clock: systemClock,
        signal: new AbortController().signal,
        sink: () => {},
      });
    });
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
};

async function refusedOrLater(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof LookervaultError)) throw error;
  }
}

function makeVault(path: string): void {
  using made = openVaultForWriting(path, { clock: systemClock, types: TYPE_CODES });
  const at = "2026-01-01T00:00:00.000Z";
  made.withTransaction(() => {
    beginSession(made, {
      id: "s",
      mode: "full",
      instance: "https://x.example",
      startedAt: at,
      hostUser: null,
      lookervaultVersion: "0",
      options: {},
      types: [],
    });
    for (let i = 0; i < 20; i++) {
      const body = Body.parse(
        readJson(encoder.encode(JSON.stringify({ id: `${i}`, title: "t".repeat(i * 40) }))).bytes,
      );
      putItem(made, encodeItem("dashboards", String(i), body, () => null), { sessionId: "s", at });
    }
  });
}

/** Whatever a server answers, a run ends with errors of our own, in few calls, and counts what it lists. */
const server: Target = async (random) => {
  const shapes = [
    (): unknown => jsonValue(random, 4),
    (): unknown =>
      Array.from(
        { length: random.below(4) },
        (_, i) => ({ id: String(i), title: jsonValue(random, 1), query: jsonValue(random, 2) }),
      ),
    (): unknown => [{
      id: "1",
      name: "n",
      updated_at: jsonValue(random, 0),
      explores: jsonValue(random, 2),
      deleted: jsonValue(random, 0),
    }],
    (): unknown => ({ id: jsonValue(random, 0), name: jsonValue(random, 0), users: jsonValue(random, 2) }),
  ];
  const { summary, error, hits } = await attacked(() => {
    const text = encoder.encode(JSON.stringify(random.pick(shapes)()));
    const body = random.below(3) === 0 ? mutated(text, random) : text;
    const status = random.pick([200, 200, 200, 200, 204, 404, 422, 500]);
    return new Response(status === 204 ? null : body, {
      status,
      headers: { "content-type": "application/json" },
    });
  });
  assert(hits < 5000, `${hits} calls`);
  if (error !== null) return assertEquals(error.exitCode, 3, error.message);
  for (const { type, listed, stored, failed } of summary?.types ?? []) {
    assertEquals(listed, stored + failed, type);
  }
};

/** All targets. */
export const TARGETS: Readonly<Record<string, Target>> = { json, msgpack, secrets, vault, server };
