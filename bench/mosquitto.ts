/** The other program: mosquitto with QoS 1 over mutual TLS, one publisher, one subscriber, one broker on loopback. */
import { LineReader } from "../tests/support/process_output.ts";
import { certificates } from "./peers/certificates.ts";
import { freePort, isInstalled, type Start, untilListening, withProcesses } from "./peers/processes.ts";

/** Milliseconds for one measurement: it has been seen to stop in the middle, and ours must go on. */
const DEADLINE_MS = 60_000;
const QUIET = { stdout: "null", stderr: "null" } as const;

/**
 * Messages per second from the first publish to the last arrival.
 * @returns undefined when mosquitto is not installed, or did not come to an end
 */
export async function mosquittoRate(count: number, bytes: number, dir: string): Promise<number | undefined> {
  if (!(await isInstalled("mosquitto_sub")) || !(await isInstalled("mosquitto", "-h"))) return undefined;
  await Deno.mkdir(dir, { recursive: true });
  await certificates(dir);
  const port = freePort();
  await Deno.writeTextFile(
    `${dir}/mosquitto.conf`,
    `listener ${port} 127.0.0.1\ncafile ${dir}/ca.crt\ncertfile ${dir}/server.crt\nkeyfile ${dir}/server.key\n` +
      "require_certificate true\nallow_anonymous true\nuser root\nmax_queued_messages 0\nmax_inflight_messages 0\n",
  );
  return await withProcesses(DEADLINE_MS, async (start) => {
    start("mosquitto", { args: ["-c", `${dir}/mosquitto.conf`], ...QUIET });
    await untilListening(port, "mosquitto");
    const tls = ["--cafile", `${dir}/ca.crt`, "--cert", `${dir}/client.crt`, "--key", `${dir}/client.key`];
    const common = ["-h", "127.0.0.1", "-p", String(port), "-t", "bench", "-q", "1", ...tls];
    return await measure(count, bytes, common, start);
  });
}

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
