/** A certificate authority for one test, made by openssl. @module */

/** PEM texts, and the file of the authority's certificate. */
export interface TestAuthority {
  caFile: string;
  cert: string;
  key: string;
}

/** Whether openssl can be run. */
export const HAS_OPENSSL = await openssl(["version"]).then(() => true, () => false);

/** Makes an authority in `dir` and a certificate for localhost that it signed. */
export async function makeAuthority(dir: string): Promise<TestAuthority> {
  const file = (name: string): string => `${dir}/${name}`;
  const rsa = ["-newkey", "rsa:2048", "-nodes", "-days", "2"];
  await openssl([
    "req",
    "-x509",
    ...rsa,
    "-keyout",
    file("ca.key"),
    "-out",
    file("ca.pem"),
    "-subj",
    "/CN=Test CA",
  ]);
  await openssl([
    "req",
    ...rsa.slice(0, 3),
    "-keyout",
    file("key.pem"),
    "-out",
    file("csr"),
    "-subj",
    "/CN=x",
  ]);
  await Deno.writeTextFile(file("ext"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
  await openssl([
    ...[
      "x509",
      "-req",
      "-in",
      file("csr"),
      "-CA",
      file("ca.pem"),
      "-CAkey",
      file("ca.key"),
      "-CAcreateserial",
    ],
    ...["-days", "2", "-extfile", file("ext"), "-out", file("cert.pem")],
  ]);
  const [cert, key] = await Promise.all(["cert.pem", "key.pem"].map((name) => Deno.readTextFile(file(name))));
  return { caFile: file("ca.pem"), cert: cert ?? "", key: key ?? "" };
}

async function openssl(args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("openssl", { args, stdout: "null", stderr: "piped" })
    .output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
