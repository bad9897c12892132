/**
 * A machine inside this one: namespaces of its own for users, mounts and the network, so that a test can have a tiny disk, a
 * bad line and a cable to pull without being root, and nothing of it outlives the test. Linux.
 */
import { LineReader, withDeadline } from "./process_output.ts";

const DEADLINE = 60_000;

/** A second network in it, joined to the first one by a cable: address, and name of the device on either side. */
export const NEAR = { name: "near", address: "10.77.0.1", device: "cable0" } as const;
export const FAR = { name: "far", address: "10.77.0.2", device: "cable1" } as const;

/** Shell commands that make two networks with a cable between them. */
export const TWO_NETWORKS = [
  "mount -t tmpfs tmpfs /run",
  "mkdir /run/netns",
  ...[NEAR, FAR].map(({ name }) => `ip netns add ${name}`),
  `ip link add ${NEAR.device} netns ${NEAR.name} type veth peer name ${FAR.device} netns ${FAR.name}`,
  ...[NEAR, FAR].flatMap(({ name, address, device }) => [
    `ip -n ${name} link set lo up`,
    `ip -n ${name} addr add ${address}/24 dev ${device}`,
    // One packet at a time, as on a wire: else 64 KiB are lost or slowed together.
    `ip -n ${name} link set ${device} up gso_max_segs 1`,
  ]),
];

/** Shell commands that make networks of these names on one wire: the first has the address 10.77.0.1, and so on. */
export function oneWire(...names: readonly string[]): string[] {
  return [
    "mount -t tmpfs tmpfs /run",
    "mkdir /run/netns",
    "ip netns add switch",
    "ip -n switch link add wire type bridge",
    "ip -n switch link set wire up",
    ...names.flatMap((name, index) => [
      `ip netns add ${name}`,
      `ip link add ${name} netns switch type veth peer name cable netns ${name}`,
      `ip -n switch link set ${name} master wire up`,
      `ip -n ${name} link set lo up`,
      `ip -n ${name} addr add 10.77.0.${index + 1}/24 brd + dev cable`,
      `ip -n ${name} link set cable up`,
    ]),
  ];
}

/** Shell commands that make three machines in a row: the middle one has a cable to either side, and passes nothing on. */
export const TWO_SUBNETS = [
  "mount -t tmpfs tmpfs /run",
  "mkdir /run/netns",
  ...["left", "middle", "right"].flatMap((name) => [`ip netns add ${name}`, `ip -n ${name} link set lo up`]),
  ...[["left", 77], ["right", 78]].flatMap(([name, subnet]) => [
    `ip link add cable netns ${name} type veth peer name ${name} netns middle`,
    `ip -n ${name} addr add 10.${subnet}.0.1/24 brd + dev cable`,
    `ip -n middle addr add 10.${subnet}.0.2/24 brd + dev ${name}`,
    `ip -n ${name} link set cable up`,
    `ip -n middle link set ${name} up`,
  ]),
];

/** Shell commands that make the middle one of {@link TWO_SUBNETS} a router. */
export const ROUTED = [
  "ip netns exec middle sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'",
  ...[["left", 77], ["right", 78]].map(([name, subnet]) => `ip -n ${name} route add default via 10.${subnet}.0.2`),
];

/**
 * Commands for a line of this speed that loses one packet in `oneIn` each way. A full queue holds a packet up to 40 ms back.
 * `tc netem` is not in every kernel; a filter of three BPF instructions over a random number (SKF_AD_RANDOM) is.
 */
export function badLine(megabits: number, oneIn: number): string[] {
  const random = 0xffff_f000 + 56;
  const drop = `4,32 0 0 ${random},53 1 0 ${Math.floor(2 ** 32 / oneIn)},6 0 0 2,6 0 0 4294967295`;
  return [NEAR, FAR].flatMap(({ name, device }) => [
    `ip netns exec ${name} tc qdisc add dev ${device} root tbf rate ${megabits}mbit burst 64kb latency 40ms`,
    `ip netns exec ${name} tc qdisc add dev ${device} clsact`,
    `ip netns exec ${name} tc filter add dev ${device} ingress bpf da bytecode "${drop}"`,
  ]);
}

export class OwnMachine implements AsyncDisposable {
  readonly #holder: Deno.ChildProcess;
  readonly #lines: LineReader;

  private constructor(holder: Deno.ChildProcess) {
    this.#holder = holder;
    this.#lines = new LineReader(holder.stdout);
  }

  /** @param setup shell commands that make it what it is to be; each must succeed */
  static async start(setup: readonly string[]): Promise<OwnMachine> {
    // It lives until its stdin ends, so also when the test dies.
    const script = ["set -e", "ip link set lo up", ...setup, "echo ready", "exec cat"].join("\n");
    const machine = new OwnMachine(
      new Deno.Command("unshare", {
        args: ["--user", "--map-root-user", "--mount", "--net", "sh", "-c", script],
        stdin: "piped",
        stdout: "piped",
        stderr: "inherit",
      }).spawn(),
    );
    const line = await withDeadline(machine.#lines.next(), DEADLINE, "a machine of its own");
    if (line === "ready") return machine;
    await machine[Symbol.asyncDispose]();
    throw new Error("Cannot make a machine of its own: this system lets nobody make namespaces, or lacks iproute2");
  }

  /** What stands before a command that is to run in it. */
  command(network?: string): string[] {
    const { pid } = this.#holder;
    const enter = ["nsenter", "--target", String(pid), "--user", "--preserve-credentials", "--mount", "--net"];
    return network === undefined ? enter : [...enter, "ip", "netns", "exec", network];
  }

  /** @throws Error with what it said */
  async run(...words: readonly string[]): Promise<string> {
    const [command, ...args] = [...this.command(), ...words];
    const { success, stdout, stderr } = await new Deno.Command(command, { args, stdin: "null" }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    if (!success) throw new Error(`${words.join(" ")}: ${text(stderr).trim()}`);
    return text(stdout);
  }

  /** Bytes that came in over a device since it was made. */
  async received(device: string, network?: string): Promise<number> {
    const where = network === undefined ? [] : ["-n", network];
    const [shown] = JSON.parse(await this.run("ip", ...where, "-s", "-j", "link", "show", device));
    return shown.stats64.rx.bytes;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#holder.stdin.close();
    await withDeadline(this.#holder.status, DEADLINE, "a machine of its own to end");
    await this.#lines.close();
  }
}
