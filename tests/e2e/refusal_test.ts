/** ID-6 NET-11: a running program, and strangers with openssl at its door. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { pair } from "../support/node_process.ts";
import { Folders } from "../support/profiles.ts";

async function openssl(args: string[], stdin = ""): Promise<{ code: number; output: string }> {
  const child = new Deno.Command("openssl", { args, stdin: "piped", stdout: "piped", stderr: "piped" }).spawn();
  const writer = child.stdin.getWriter();
  // One that was refused at once may have ended before it reads.
  await writer.write(new TextEncoder().encode(stdin)).catch(() => {});
  // Kept open: the server must end the connection, not we.
  const { code, stdout, stderr } = await child.output();
  await writer.close().catch(() => {});
  const text = (bytes: Uint8Array) => new TextDecoder("utf-8", { fatal: false }).decode(bytes);
  return { code, output: text(stdout) + text(stderr) };
}

async function selfSigned(dir: string): Promise<string[]> {
  const [key, cert] = [`${dir}/mallory.key`, `${dir}/mallory.crt`];
  await Deno.mkdir(dir, { recursive: true });
  const made = await openssl([
    ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days", "1"],
    ...["-subj", "/CN=Mallory", "-addext", "subjectAltName=URI:parley:7,DNS:7.parley.internal"],
  ]);
  assertEquals(made.code, 0, made.output);
  return ["-key", key, "-cert", cert];
}

Deno.test("openssl s_client is refused by name with no certificate, with a stranger's, with old TLS, with another protocol", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  await using boris = await folders.person("Boris");
  const { port } = await anna.start();
  await boris.start();
  await pair(anna, boris);
  const mallory = await selfSigned(folders.path("mallory"));
  const connect = ["s_client", "-connect", `127.0.0.1:${port}`, "-ign_eof"];
  const rows: [string, string[], string][] = [
    ["no certificate", ["-alpn", "parley/1"], "no-certificate"],
    ["a stranger's certificate", ["-alpn", "parley/1", ...mallory], "unknown-authority"],
    ["another protocol", ["-alpn", "h2", ...mallory], "no application protocol"],
    ["no protocol", [...mallory], "wrong-protocol"],
    ["TLS 1.2", ["-alpn", "parley/1", "-tls1_2", ...mallory], "protocol version"],
  ];
  for (const [who, args, reason] of rows) {
    const { output } = await openssl([...connect, ...args], "GET / HTTP/1.1\r\n\r\n");
    assertStringIncludes(output, reason, who);
  }
  const contacts = await anna.json<{ id: string }>("contacts");
  assertEquals(contacts.map(({ id }) => id), [boris.ready!.id]);
  const [sent] = await boris.json<{ status: string }>("send", "Anna", "undisturbed", "--wait", "30");
  assertEquals(sent.status, "delivered");
});

Deno.test("what is on the network cannot be read", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  const { port } = await anna.start();
  const { output } = await openssl(["s_client", "-connect", `127.0.0.1:${port}`, "-alpn", "parley/1", "-brief"]);
  assert(/TLSv1\.3/.test(output), output);
});
