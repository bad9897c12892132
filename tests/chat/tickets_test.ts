/** OPS-3, TXT-4: files between the program and its window go by one-time tickets. */
import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { ChatError } from "../../chat/mod.ts";
import { MAX_TICKETS, TICKET_TTL, Tickets } from "../../chat/tickets.ts";
import { VirtualClock } from "../support/clock.ts";

function desk() {
  const clock = new VirtualClock();
  const tickets = new Tickets({ clock, randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)) });
  return { clock, tickets };
}

const text = (words: string) => () => new Response(words).body!;

Deno.test("what is offered is fetched once", async () => {
  const { tickets, clock } = desk();
  const { ticket, file_name } = tickets.offer({ file_name: "a.html", type: "text/html", body: text("hello") });
  assertMatch(ticket, /^[A-Za-z0-9_-]{43}$/);
  assertEquals(file_name, "a.html");
  const download = await tickets.download(ticket);
  assertEquals([download?.file_name, download?.type], ["a.html", "text/html"]);
  assertEquals(await new Response(download!.body).text(), "hello");
  assertEquals(await tickets.download(ticket), undefined);
  assertEquals(clock.pending, 0);
});

Deno.test("a ticket that nobody uses is gone after a minute, and what was offered is told so", async () => {
  const { tickets, clock } = desk();
  let [made, expired] = [0, 0];
  const { ticket } = tickets.offer({
    file_name: "a",
    type: "text/plain",
    body: () => (made++, text("x")()),
    expired: () => expired++,
  });
  await clock.advance(TICKET_TTL);
  assertEquals(await tickets.download(ticket), undefined);
  assertEquals([made, expired], [0, 1]);
});

Deno.test("an upload ticket takes one body, and is not good for fetching", async () => {
  const { tickets } = desk();
  const taken: string[] = [];
  const take = async (ticket: string, body: ReadableStream<Uint8Array>) => {
    taken.push(ticket, await new Response(body).text());
  };
  const { ticket } = tickets.expect({ file_name: "backup", take });
  assertEquals(await tickets.download(ticket), undefined);
  assertEquals(await tickets.upload("A".repeat(43), text("no")()), false);
  assertEquals(await tickets.upload(ticket, text("bytes")()), true);
  assertEquals(await tickets.upload(ticket, text("again")()), false);
  assertEquals(taken, [ticket, "bytes"]);
});

Deno.test("too many waiting tickets are refused; cleared ones tell that they are gone", () => {
  const { tickets, clock } = desk();
  let expired = 0;
  const offer = () => tickets.offer({ file_name: "a", type: "b", body: text("c"), expired: () => expired++ });
  for (let count = 0; count < MAX_TICKETS; count++) offer();
  assertEquals(assertThrows(offer, ChatError).code, "bad-request");
  tickets.clear();
  assertEquals([expired, clock.pending], [MAX_TICKETS, 0]);
  offer();
});
