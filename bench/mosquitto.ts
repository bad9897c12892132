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

/** Milliseconds for one measurement: it has been seen to stop in the middle, and ours must go on. */
const DEADLINE_MS = 60_000;
const QUIET = { stdout: "null", stderr: "null" } as const;

async function isInstalled(): Promise<boolean> {
  try {
    await new Deno.Command("mosquitto_sub", { args: ["--help"], ...QUIET }).output();
    await new Deno.Command("mosquitto", { args: ["-h"], ...QUIET }).output();
    return true;
  } catch {
    return false;
  }
}

/**
 * Messages per second from the first publish to the last arrival.
 * @returns undefined when mosquitto is not installed, or did not come to an end
 */
export async function mosquittoRate(count: number, bytes: number, dir: string): Promise<number | undefined> {
  if (!(await isInstalled())) return undefined;
  await Deno.mkdir(dir, { recursive: true });
  await certificates(dir);
  const port = freePort();
  await Deno.writeTextFile(
    `${dir}/mosquitto.conf`,
    `listener ${port} 127.0.0.1\ncafile ${dir}/ca.crt\ncertfile ${dir}/server.crt\nkeyfile ${dir}/server.key\n` +
      "require_certificate true\nallow_anonymous true\nuser root\nmax_queued_messages 0\nmax_inflight_messages 0\n",
  );
  const children: Deno.ChildProcess[] = [];
  const start = (command: string, options: Deno.CommandOptions) => {
    const child = new Deno.Command(command, options).spawn();
    children.push(child);
    return child;
  };
  const end = () => {
    for (const child of children) {
      try {
        child.kill("SIGKILL");
      } catch { /* it has ended by itself */ }
    }
  };
  const late = setTimeout(end, DEADLINE_MS);
  try {
    start("mosquitto", { args: ["-c", `${dir}/mosquitto.conf`], ...QUIET });
    await untilListening(port);
    const tls = ["--cafile", `${dir}/ca.crt`, "--cert", `${dir}/client.crt`, "--key", `${dir}/client.key`];
    const common = ["-h", "127.0.0.1", "-p", String(port), "-t", "bench", "-q", "1", ...tls];
    return await measure(count, bytes, common, start);
  } finally {
    clearTimeout(late);
    end();
    await Promise.all(children.map(({ status }) => status));
  }
}

type Start = (command: string, options: Deno.CommandOptions) => Deno.ChildProcess;

async function measure(count: number, bytes: number, common: string[], start: Start): Promise<number | undefined> {
  const subscriber = start("mosquitto_sub", {
    args: [...common, "-i", "reader", "-c", "-F", "%l"],
    stdout: "piped",
    stderr: "null",
  });
  const lines = new LineReader(subscriber.stdout);
  try {
    // The first message proves that the subscription stands; it is retained, so the order does not matter.
    await new Deno.Command("mosquitto_pub", { args: [...common, "-m", "ready", "-r"], ...QUIET }).output();
    if (await lines.next() === undefined) return undefined;
    const publisher = start("mosquitto_pub", { args: [...common, "-l"], stdin: "piped", ...QUIET });
    const begun = performance.now();
    const feeding = feed(publisher, count, bytes);
    let seen = 0;
    while (seen < count && await lines.next() !== undefined) seen++;
    const took = performance.now() - begun;
    await feeding;
    return seen < count ? undefined : seen / took * 1000;
  } finally {
    await lines.close();
  }
}

async function feed(publisher: Deno.ChildProcess, count: number, bytes: number): Promise<void> {
  const writer = publisher.stdin.getWriter();
  const thousand = new TextEncoder().encode(("x".repeat(bytes) + "\n").repeat(1000));
  try {
    for (let sent = 0; sent < count; sent += 1000) await writer.write(thousand);
    await writer.close();
  } catch { /* it was ended; the count tells */ }
}
