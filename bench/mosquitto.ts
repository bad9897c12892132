/** The other program: mosquitto with QoS 1 over mutual TLS, one publisher, one subscriber, one broker on loopback. */
import { LineReader } from "../tests/support/process_output.ts";

async function run(command: string, args: string[], cwd: string): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, { args, cwd, stdout: "null", stderr: "piped" }).output();
  if (!success) throw new Error(`${command} ${args[0]}: ${new TextDecoder().decode(stderr)}`);
}

async function certificates(dir: string): Promise<void> {
  const rsa = ["-newkey", "rsa:3072", "-nodes"];
  await run("openssl", [
    "req",
    "-x509",
    ...rsa,
    "-keyout",
    "ca.key",
    "-out",
    "ca.crt",
    "-subj",
    "/CN=bench",
    "-days",
    "2",
  ], dir);
  await Deno.writeTextFile(`${dir}/san.cnf`, "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
  for (const who of ["server", "client"]) {
    await run("openssl", ["req", ...rsa, "-keyout", `${who}.key`, "-out", `${who}.csr`, "-subj", `/CN=${who}`], dir);
    const sign = ["x509", "-req", "-in", `${who}.csr`, "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial"];
    await run("openssl", [...sign, "-out", `${who}.crt`, "-days", "2", "-extfile", "san.cnf"], dir);
  }
}

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

/** The broker's port is open. */
async function untilListening(port: number): Promise<void> {
  for (let left = 200; left > 0; left--) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  throw new Error(`mosquitto on port ${port}: does not listen`);
}

/**
 * Messages per second from the first publish to the last arrival.
 * @returns undefined when mosquitto is not installed
 */
export async function mosquittoRate(count: number, bytes: number, dir: string): Promise<number | undefined> {
  try {
    await new Deno.Command("mosquitto_sub", { args: ["--help"], stdout: "null", stderr: "null" }).output();
    await new Deno.Command("mosquitto", { args: ["-h"], stdout: "null", stderr: "null" }).output();
  } catch {
    return undefined;
  }
  await Deno.mkdir(dir, { recursive: true });
  await certificates(dir);
  const port = freePort();
  await Deno.writeTextFile(
    `${dir}/mosquitto.conf`,
    `listener ${port} 127.0.0.1\ncafile ${dir}/ca.crt\ncertfile ${dir}/server.crt\nkeyfile ${dir}/server.key\n` +
      "require_certificate true\nallow_anonymous true\nuser root\nmax_queued_messages 0\nmax_inflight_messages 0\n",
  );
  const quiet = { stdout: "null", stderr: "null" } as const;
  const broker = new Deno.Command("mosquitto", { args: ["-c", `${dir}/mosquitto.conf`], ...quiet }).spawn();
  try {
    await untilListening(port);
    const tls = ["--cafile", `${dir}/ca.crt`, "--cert", `${dir}/client.crt`, "--key", `${dir}/client.key`];
    const common = ["-h", "127.0.0.1", "-p", String(port), "-t", "bench", "-q", "1", ...tls];
    const subscriber = new Deno.Command("mosquitto_sub", {
      args: [...common, "-C", String(count + 1), "-i", "reader", "-c", "-F", "%l"],
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const lines = new LineReader(subscriber.stdout);
    // The first message proves that the subscription stands; it is published until it arrives.
    const ready = lines.next();
    let stands = false;
    void ready.then(() => stands = true);
    while (!stands) await run("mosquitto_pub", [...common, "-m", "ready", "-r"], dir);
    await run("mosquitto_pub", [...common, "-r", "-n"], dir);
    const publisher = new Deno.Command("mosquitto_pub", { args: [...common, "-l"], stdin: "piped", ...quiet }).spawn();
    const begun = performance.now();
    const writer = publisher.stdin.getWriter();
    const line = new TextEncoder().encode("x".repeat(bytes) + "\n");
    const slice = new Uint8Array(line.length * 1000);
    for (let i = 0; i < 1000; i++) slice.set(line, i * line.length);
    const feeding = (async () => {
      for (let sent = 0; sent < count; sent += 1000) await writer.write(slice);
      await writer.close();
    })();
    let seen = 0;
    for (let text = await lines.next(); text !== undefined && seen < count - 10; text = await lines.next()) seen++;
    const took = performance.now() - begun;
    await feeding;
    await publisher.status;
    try {
      subscriber.kill();
    } catch { /* it counted to the end */ }
    await lines.close();
    await subscriber.status;
    return seen / took * 1000;
  } finally {
    broker.kill();
    await broker.status;
  }
}
