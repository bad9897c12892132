/** `scp` to an sshd of its own on loopback: the keys and the settings are of a temporary folder, nothing of the user's is used. */
import { freePort, isInstalled, run, untilListening, withProcesses } from "./processes.ts";
import type { Carrier } from "./transfer.ts";

const SSHD = "/usr/sbin/sshd";

/** @returns undefined when OpenSSH's server is not installed */
export async function scp(dir: string, deadline: number): Promise<Carrier | undefined> {
  // "-t" only checks a configuration; without one it complains, which is all that is asked.
  if (!(await isInstalled(SSHD, "-t", "-f", "/dev/null")) || !(await isInstalled("scp"))) return undefined;
  await Deno.mkdir(dir, { recursive: true, mode: 0o700 });
  for (const key of ["host", "user"]) await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", `${dir}/${key}`]);
  const port = freePort();
  const hostKey = await Deno.readTextFile(`${dir}/host.pub`);
  await Deno.copyFile(`${dir}/user.pub`, `${dir}/authorized_keys`);
  await Deno.writeTextFile(`${dir}/known_hosts`, `[127.0.0.1]:${port} ${hostKey}`);
  await Deno.writeTextFile(
    `${dir}/sshd_config`,
    `Port ${port}\nListenAddress 127.0.0.1\nHostKey ${dir}/host\nAuthorizedKeysFile ${dir}/authorized_keys\n` +
      "PasswordAuthentication no\nPermitRootLogin prohibit-password\nUsePAM no\nStrictModes no\nPidFile none\n" +
      "Subsystem sftp internal-sftp\n",
  );
  // Where sshd keeps itself apart from the network; its package makes it at the start of the machine.
  if (Deno.uid() === 0) await Deno.mkdir("/run/sshd", { recursive: true, mode: 0o755 });
  const user = (await run("id", ["-un"])).trim();
  const options = [
    ...["-q", "-r", "-P", String(port), "-i", `${dir}/user`],
    ...["-o", `UserKnownHostsFile=${dir}/known_hosts`, "-o", "StrictHostKeyChecking=yes", "-F", "/dev/null"],
  ];
  return {
    name: "scp",
    async carry(source, target) {
      const took = await withProcesses(deadline, async (start) => {
        start(SSHD, { args: ["-D", "-f", `${dir}/sshd_config`] });
        await untilListening(port, "sshd");
        const begun = performance.now();
        await run("scp", [...options, source, `${user}@127.0.0.1:${target}/`]);
        return performance.now() - begun;
      });
      if (took === undefined) throw new Error(`scp: not within ${deadline} ms`);
      return took;
    },
    stop: () => Promise.resolve(),
  };
}
