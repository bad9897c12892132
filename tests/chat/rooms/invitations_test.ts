/** ROOM-2: what is heard of rooms that we do not know. */
import { assert, assertEquals } from "@std/assert";
import { roomIdentityOf } from "../../../chat/mod.ts";
import { type Invitation, Invitations } from "../../../chat/rooms/invitations.ts";
import { encodeRoomMessage } from "../../../chat/rooms/room_content.ts";
import type { RoomMessage, SignedEvent } from "../../../chat/rooms/types.ts";
import {
  MAX_ROOM_INVITATION_BYTES,
  MAX_ROOM_INVITATIONS,
  MAX_ROOM_INVITATIONS_BYTES,
  MAX_ROOM_INVITATIONS_OF_ONE,
} from "../../../net/limits.ts";
import { KIND } from "../../../net/mod.ts";
import { RoomTeam } from "../../support/room_people.ts";

const DIGEST: RoomMessage = { digest: "0".repeat(512) };
const room = (n: number) => n.toString(16).padStart(64, "0");

/** What Anna hears of a room of Boris, in which Clara is, too. */
async function invited() {
  const team = await RoomTeam.of(3);
  const [anna, boris, clara] = team.people;
  team.away(anna);
  const { key } = await boris.call("room_create", { name: "Trip", members: [anna.key, clara.key] });
  const events: SignedEvent[] = boris.fake.history.roomControl(key.slice(1));
  const invitations = new Invitations({
    ...{ me: { key: anna.key }, identity: roomIdentityOf(anna.identity), history: anna.fake.history },
    ...{ clock: team.clock, time: () => team.clock.now(), isRevoked: () => false },
  });
  return {
    id: key.slice(1),
    people: { anna, boris, clara },
    invitations,
    /** In two parts, the first of which is no invitation yet. */
    parts: [{ events: events.slice(0, 1) }, { events: events.slice(1) }],
    async [Symbol.asyncDispose]() {
      invitations.stop();
      await team[Symbol.asyncDispose]();
    },
  };
}

const isInvitation = (answer: RoomMessage | Invitation | undefined) => answer !== undefined && "name" in answer;

/** Events that nobody has signed, of this many bytes together. */
function* padding(author: string, bytes: number): Generator<RoomMessage> {
  const size = 512_000;
  for (let sent = 0, seq = 1; sent < bytes; sent += size, seq++) {
    const head = { v: 1, author, stream: "8".padEnd(32, "0"), seq, prev: seq === 1 ? "" : "0".repeat(64) };
    const under = "019a9f4e-0000-7000-8000-000000000000";
    const rest = { clock: 1_763_683_200_000, under, kind: "other", data: { pad: "x".repeat(size) } };
    yield { events: [{ body: JSON.stringify({ ...head, ...rest }), signature: new Uint8Array(64) }] };
  }
}

Deno.test("ROOM-2: an invitation is what one and the same peer tells, whoever else speaks of the room", async () => {
  await using the = await invited();
  const { id, invitations, parts: [first, second], people: { boris, clara } } = the;
  assertEquals(invitations.heard(boris.key, id, first, 0), undefined, "nobody was asked");
  invitations.heard(boris.key, id, DIGEST, 0);
  invitations.heard(boris.key, id, first, 0);
  assertEquals(invitations.heard(clara.key, id, second, 0), undefined, "Clara was not asked");
  invitations.heard(clara.key, id, DIGEST, 0);
  assert(isInvitation(invitations.heard(boris.key, id, second, 0)));
});

Deno.test("ROOM-2: rooms of one peer hold a limited number of bytes together", async () => {
  await using the = await invited();
  const { id, invitations, parts: [first, second], people: { boris, clara } } = the;
  for (const n of [1, 2]) {
    invitations.heard(boris.key, room(n), DIGEST, 0);
    for (const more of padding(boris.key, MAX_ROOM_INVITATION_BYTES / 2 - 600_000)) {
      invitations.heard(boris.key, room(n), more, 0);
    }
  }
  invitations.heard(boris.key, id, DIGEST, 0);
  for (const more of padding(boris.key, 2_000_000)) invitations.heard(boris.key, id, more, 0);
  for (const part of [first, second]) assertEquals(invitations.heard(boris.key, id, part, 0), undefined);
  invitations.heard(clara.key, id, DIGEST, 0);
  for (const part of [first, second]) invitations.heard(clara.key, id, part, 0);
  invitations.unlinked(boris.key);
  invitations.heard(boris.key, id, DIGEST, 0);
  invitations.heard(boris.key, id, first, 0);
  assert(isInvitation(invitations.heard(boris.key, id, second, 0)), "after another link");
});

Deno.test("ROOM-2: rooms of all peers hold a limited number of bytes together", async () => {
  await using the = await invited();
  const { id, parts: [first, second], people: { anna, boris } } = the;
  const contact = () => anna.fake.history.contact(boris.key);
  const { clock } = anna.fake;
  const invitations = new Invitations({
    ...{ me: { key: anna.key }, identity: roomIdentityOf(anna.identity), history: { contact } },
    ...{ clock, time: () => clock.now(), isRevoked: () => false },
  });
  const much = [...padding(boris.key, MAX_ROOM_INVITATION_BYTES - 1_200_000)];
  const enough = Math.floor(MAX_ROOM_INVITATIONS_BYTES / (MAX_ROOM_INVITATION_BYTES - 1_200_000));
  for (let n = 0; n < enough; n++) {
    invitations.heard(`peer ${n}`, id, DIGEST, 0);
    for (const more of much) invitations.heard(`peer ${n}`, id, more, 0);
  }
  invitations.heard("last", id, DIGEST, 0);
  for (const more of much) invitations.heard("last", id, more, 0);
  for (const part of [first, second]) assertEquals(invitations.heard("last", id, part, 0), undefined);
  invitations.heard("peer 0", id, first, 0);
  assert(isInvitation(invitations.heard("peer 0", id, second, 0)), "what came before is not spoiled");
  invitations.stop();
});

Deno.test("ROOM-2: whoever tells of made-up rooms keeps nobody else from inviting us", async () => {
  await using team = await RoomTeam.of(3);
  const [anna, boris, clara] = team.people;
  const link = [...boris.fake.links].find(({ peer }) => peer.id === anna.identity.id)!;
  for (let n = 0; n < 4 * MAX_ROOM_INVITATIONS; n++) {
    await link.send(KIND.room, encodeRoomMessage(room(n), DIGEST));
    if (n % MAX_ROOM_INVITATIONS_OF_ONE === 0) await team.settle(250);
  }
  await clara.call("room_create", { name: "Trip", members: [anna.key] });
  await team.settle(1_000);
  assert(await anna.has("Trip"));
});
