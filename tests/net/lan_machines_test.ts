/** NET-3: people on several machines of one network find each other without an address, a server or the internet. Linux. */
import { LanPerson } from "../support/lan_people.ts";
import { FAR, NEAR, OwnMachine, TWO_NETWORKS } from "../support/own_machine.ts";

/** Commands that let no multicast come in: as an access point does that filters it. `ip dst & 240.0.0.0 == 224.0.0.0`. */
const NO_MULTICAST = [NEAR, FAR].flatMap(({ name, device }) => [
  `ip netns exec ${name} tc qdisc add dev ${device} clsact`,
  `ip netns exec ${name} tc filter add dev ${device} ingress bpf da bytecode ` +
  `"5,32 0 0 30,84 0 0 4026531840,21 0 1 3758096384,6 0 0 2,6 0 0 4294967295"`,
]);

Deno.test("NET-3: three on one machine and three on another, nobody with an address, are all linked", async () => {
  await using machine = await OwnMachine.start(TWO_NETWORKS);
  await using people = new AsyncDisposableStack();
  const sides = [NEAR, FAR];
  const all = await Promise.all(["1", "2", "3", "4", "5", "6"].map(async (id, index) => {
    const side = sides[index % 2];
    return { side, person: people.use(await LanPerson.start(id, machine, side.name)) };
  }));
  for (const { side, person } of all) {
    for (const other of all) {
      if (other.person === person) continue;
      // On one machine they may hear each other on loopback or on the network.
      const where = other.side === side ? ["127.0.0.1", "::1", side.address] : [other.side.address];
      await person.saysOneOf(where.map((host) => `up ${other.person.id} ${host}`));
    }
  }
});

Deno.test("NET-3: where multicast is filtered, they are found by broadcast", async () => {
  await using machine = await OwnMachine.start([...TWO_NETWORKS, ...NO_MULTICAST]);
  await using anna = await LanPerson.start("1", machine, NEAR.name);
  await using boris = await LanPerson.start("2", machine, FAR.name);
  await anna.says(`up 2 ${FAR.address}`);
  await boris.says(`up 1 ${NEAR.address}`);
});

Deno.test("NET-3: who was killed and starts again is found at once, before the old link is known to be dead", async () => {
  await using machine = await OwnMachine.start(TWO_NETWORKS);
  await using anna = await LanPerson.start("1", machine, NEAR.name);
  await using boris = await LanPerson.start("2", machine, FAR.name);
  await anna.says(`up 2 ${FAR.address}`);
  // The machine is cut off first, so that nothing of its end reaches the other side.
  const cable = (state: "up" | "down") => machine.run("ip", "-n", NEAR.name, "link", "set", NEAR.device, state);
  await cable("down");
  await boris.kill();
  await cable("up");
  await using again = await LanPerson.start("2", machine, FAR.name);
  await again.says(`up 1 ${NEAR.address}`);
  await anna.says(`up 2 ${FAR.address}`);
});

Deno.test("NET-3: who vanishes is offline soon, and back soon when the cable is in again", async () => {
  await using machine = await OwnMachine.start(TWO_NETWORKS);
  await using anna = await LanPerson.start("1", machine, NEAR.name);
  await using boris = await LanPerson.start("2", machine, FAR.name);
  await anna.says(`up 2 ${FAR.address}`);
  await boris.says(`up 1 ${NEAR.address}`);
  const cable = (state: "up" | "down") => machine.run("ip", "-n", NEAR.name, "link", "set", NEAR.device, state);
  await cable("down");
  // Sooner than links of the internet are given up: the waiting ends before that.
  await Promise.all([anna.says("down 2 stalled"), boris.says("down 1 stalled")]);
  await cable("up");
  await anna.says(`up 2 ${FAR.address}`);
  await boris.says(`up 1 ${NEAR.address}`);
});

Deno.test("NET-3: a network that comes later is announced on by itself", async () => {
  const later = (name: string) => `ip -n ${name} addr flush dev ${name === NEAR.name ? NEAR.device : FAR.device}`;
  await using machine = await OwnMachine.start([...TWO_NETWORKS, later(NEAR.name), later(FAR.name)]);
  await using anna = await LanPerson.start("1", machine, NEAR.name);
  await using boris = await LanPerson.start("2", machine, FAR.name);
  for (const { name, address, device } of [NEAR, FAR]) {
    await machine.run("ip", "-n", name, "addr", "add", `${address}/24`, "brd", "+", "dev", device);
  }
  await anna.says(`up 2 ${FAR.address}`);
  await boris.says(`up 1 ${NEAR.address}`);
});
