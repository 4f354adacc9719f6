import { assertEquals } from "@std/assert";
import { canonicalAddress, hostKey, sameAddress } from "../../lib/base/address.ts";

Deno.test("sameAddress() tells addresses apart by scheme, host and port, however they are written", () => {
  const cases: [a: string, b: string, same: boolean][] = [
    ["https://acme.looker.com", "ACME.looker.com:443/", true],
    ["https://acme.looker.com", "https://acme.looker.com.", true],
    ["https://acme.looker.com", "  https://Acme.Looker.com/api/4.0 ", true],
    ["http://localhost:9999", "http://127.0.0.1:9999", true],
    ["http://[::1]:9999", "http://LOCALHOST:9999/", true],
    ["http://localhost", "http://127.0.0.1:80", true],
    ["https://bücher.example", "https://xn--bcher-kva.example", true],
    ["https://acme.looker.com", "https://acme.looker.com:19999", false],
    ["https://acme.looker.com", "http://acme.looker.com", false],
    ["https://acme.looker.com", "https://acme.looker.com.evil.example", false],
    ["http://127.0.0.1:9999", "http://127.0.0.2:9999", false],
    ["http://localhost:9999", "http://localhost.example:9999", false],
    ["https://localhost:9999", "http://localhost:9999", false],
  ];
  for (const [a, b, same] of cases) {
    assertEquals(sameAddress(a, b), same, `${a} and ${b}`);
    assertEquals(canonicalAddress(canonicalAddress(a)), canonicalAddress(a));
  }
});

Deno.test("canonicalAddress() leaves what is no address as it is", () => {
  assertEquals(["", " two words ", "https://"].map(canonicalAddress), ["", "two words", "https://"]);
});

Deno.test("hostKey() is the host with a port that is not the usual one, whatever the scheme", () => {
  const cases: [address: string, key: string | null][] = [
    ["https://Acme.looker.com/x?y", "acme.looker.com"],
    ["http://acme.looker.com:80", "acme.looker.com"],
    ["http://acme.looker.com:443", "acme.looker.com"],
    ["acme.looker.com:19999", "acme.looker.com:19999"],
    ["http://localhost:9999", "127.0.0.1:9999"],
    ["ftp://acme.looker.com", null],
    ["https://", null],
  ];
  for (const [address, key] of cases) assertEquals(hostKey(address), key, address);
});
