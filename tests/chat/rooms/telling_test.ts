/** ROOM-3: who has what reaches the author. `docs/specs/rooms-v1.md`, section 8. */
import { assertEquals } from "@std/assert";
import { digestOf } from "../../../chat/rooms/summary.ts";
import { MAX_ROOM_RECEIPTS, ROOM_GOT_EVERY, ROOM_LAZY_DELAY } from "../../../net/limits.ts";
import { LoneMember, loneTest, ME, peer, said } from "../../support/lone_member.ts";

const record = (member: string, stream: string, seq: number) => ({ member, stream, seq });

loneTest("ROOM-3: what we have of somebody who is linked is told to them alone, gathered", async (me) => {
  await me.neighbours(1, 2);
  me.hold(peer(1), said(1), 5);
  for (let seq = 1; seq <= 3; seq++) me.spreading.told([record(ME, said(1), seq)]);
  await me.clock.advance(ROOM_LAZY_DELAY);
  me.spreading.told([record(ME, said(1), 4)]);
  me.spreading.told([record(ME, said(1), 5)]);
  await me.clock.advance(ROOM_GOT_EVERY);
  assertEquals(me.to(peer(1), "got"), [{ got: [record(ME, said(1), 3)] }, { got: [record(ME, said(1), 5)] }]);
  assertEquals(me.to(peer(2), "got"), []);
});

loneTest("ROOM-3: else it goes back the way the events came", async (me) => {
  await me.neighbours(1, 2, 3);
  const events = me.make(peer(9), said(1), 1);
  await me.heard(peer(2), { events });
  me.spreading.told([record(ME, said(1), 1)]);
  await me.clock.advance(ROOM_LAZY_DELAY);
  assertEquals(me.sent.filter(({ message }) => "got" in message).map(({ to }) => to), [peer(2)]);
});

loneTest("ROOM-3: hearsay is passed on once, and neither back nor to who it is about", async (me) => {
  await me.neighbours(1, 2, 3);
  me.hold(peer(9), said(1), 1);
  for (let times = 0; times < 3; times++) await me.heard(peer(1), { got: [record(peer(2), said(1), 1)] });
  await me.clock.advance(3 * ROOM_GOT_EVERY);
  assertEquals(me.sent.filter(({ message }) => "got" in message), [
    { to: peer(3), message: { got: [record(peer(2), said(1), 1)] } },
  ]);
});

loneTest("ROOM-3: hearsay of who is only invited is not believed", async (me) => {
  await me.neighbours(2, 3);
  me.link(peer(1), false);
  me.hold(peer(9), said(1), 1);
  await me.heard(peer(1), { got: [record(peer(2), said(1), 1), record(peer(1), said(1), 1)] });
  assertEquals([...me.known], [`${peer(1)}:${said(1)}:1`]);
});

loneTest("ROOM-3: records about our own events, and of streams nobody has, go nowhere", async (me) => {
  await me.neighbours(1, 2);
  me.hold(ME, said(1), 1);
  await me.heard(peer(1), { got: [record(peer(3), said(1), 1), record(peer(3), said(7), 1)] });
  await me.clock.advance(3 * ROOM_GOT_EVERY);
  assertEquals(me.sent.filter(({ message }) => "got" in message), []);
});

loneTest("ROOM-3: in a large room the author alone is told", async (me) => {
  await me.neighbours(1, 2);
  me.members = MAX_ROOM_RECEIPTS + 1;
  me.hold(peer(9), said(1), 1);
  me.hold(peer(1), said(2), 1);
  me.spreading.told([record(ME, said(1), 1), record(ME, said(2), 1)]);
  await me.clock.advance(ROOM_GOT_EVERY);
  assertEquals(me.sent.filter(({ message }) => "got" in message), [
    { to: peer(1), message: { got: [record(ME, said(2), 1)] } },
  ]);
});

loneTest("ROOM-3: who compares with us shows what it has of ours, should its word have been lost", async (me) => {
  await me.neighbours(1, 6);
  const [event] = me.publish(said(1));
  me.publish(said(0x10));
  me.hold(peer(9), said(2), 1);
  const streams = [{ stream: said(1), seq: 1, head: event.hash.slice(0, 16) }];
  const forked = { stream: said(0x10), seq: 1, head: "0".repeat(16) };
  await me.heard(peer(1), { have: { buckets: [0, 4], streams: [...streams, forked], ask: false } });
  assertEquals([...me.known], [`${peer(1)}:${said(1)}:1`]);
  const other = new LoneMember();
  other.log.add(event);
  other.log.add(me.log.streams.get(said(2))![0]);
  await me.heard(peer(6), { digest: digestOf(other.log.heads().values()) });
  assertEquals([...me.known], [`${peer(1)}:${said(1)}:1`, `${peer(6)}:${said(1)}:1`]);
  other.stop();
});
