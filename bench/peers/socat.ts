/** `socat` over mutual TLS 1.3, for a folder with `tar` at both ends: what people build when they want only the bytes. */
import { certificates } from "./certificates.ts";
import { ended, freePort, isInstalled, type Start, withProcesses } from "./processes.ts";
import type { Carrier } from "./transfer.ts";

/** Bytes read and written at a time. Its usual 8 KiB are half as fast. */
const BUFFER = 64 * 1024;

/** @returns undefined when it is not installed */
export async function socat(dir: string, deadline: number): Promise<Carrier | undefined> {
  if (!(await isInstalled("socat", "-V"))) return undefined;
  await Deno.mkdir(dir, { recursive: true });
  await certificates(dir);
  return {
    name: "socat",
    async carry(source, target) {
      const { isDirectory } = await Deno.stat(source);
      const took = await withProcesses(deadline, async (start) => {
        const port = freePort();
        const name = source.slice(source.lastIndexOf("/") + 1);
        const reader = await listening(
          start,
          reading(dir, port, isDirectory ? undefined : `${target}/${name}`),
          target,
        );
        const begun = performance.now();
        const writer = sh(start, writing(dir, port, source, isDirectory), target);
        await ended("socat", reader, writer);
        return performance.now() - begun;
      });
      if (took === undefined) throw new Error(`socat: not within ${deadline} ms`);
      return took;
    },
    stop: () => Promise.resolve(),
  };
}

const tls = (dir: string, who: string) => `cert=${dir}/${who}.pem,cafile=${dir}/ca.crt,verify=1`;

/** @param path of the one file to write; undefined unpacks into the working folder */
function reading(dir: string, port: number, path: string | undefined): string {
  const listen = `OPENSSL-LISTEN:${port},bind=127.0.0.1,reuseaddr,openssl-min-proto-version=TLS1.3,${
    tls(dir, "server")
  }`;
  // "-d -d" says when it listens: a connection only to try would be the one it waits for.
  const receive = `socat -d -d -u -b ${BUFFER} ${listen}`;
  return path === undefined ? `${receive} STDOUT | tar -xf -` : `${receive} CREATE:${path}`;
}

function writing(dir: string, port: number, source: string, folder: boolean): string {
  const connect = `OPENSSL:localhost:${port},pf=ip4,${tls(dir, "client")}`;
  const cut = source.lastIndexOf("/");
  return folder
    ? `tar -C ${source.slice(0, cut)} -cf - ${source.slice(cut + 1)} | socat -u -b ${BUFFER} STDIN ${connect}`
    : `socat -u -b ${BUFFER} OPEN:${source} ${connect}`;
}

function sh(start: Start, command: string, cwd: string, options: Deno.CommandOptions = {}): Deno.ChildProcess {
  return start("bash", { args: ["-o", "pipefail", "-c", command], cwd, ...options });
}

async function listening(start: Start, command: string, cwd: string): Promise<Deno.ChildProcess> {
  const child = sh(start, command, cwd, { stderr: "piped" });
  const said = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  for (let text = ""; !text.includes(" listening on ");) {
    const { value, done } = await said.read();
    if (done) throw new Error(`socat does not listen: ${text.trim()}`);
    text += value;
  }
  // What it says later must not fill the pipe.
  void (async () => {
    while (!(await said.read()).done);
  })();
  return child;
}
