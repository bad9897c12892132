import { assertEquals, assertRejects } from "@std/assert";
import { mostTelling, race } from "../../net/race.ts";
import { settle, VirtualClock } from "../support/clock.ts";

const never = new AbortController().signal;

/** Attempts that end when and how the test says: milliseconds, "!" for a failure. */
function racers(clock: VirtualClock, discarded: string[] = []) {
  const begun: [string, number][] = [];
  const aborted: string[] = [];
  const start = clock.now();
  const attempt = (way: string, signal: AbortSignal) => {
    begun.push([way, clock.now() - start]);
    signal.addEventListener("abort", () => aborted.push(way), { once: true });
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    clock.after(parseInt(way), () => way.endsWith("!") ? reject(new Error(way)) : resolve(way));
    return promise;
  };
  return { begun, aborted, parts: { clock, attempt, discard: (way: string) => void discarded.push(way) } };
}

Deno.test("ways are begun 250 ms apart, the first to arrive wins, the others are ended", async () => {
  const clock = new VirtualClock();
  const discarded: string[] = [];
  const { begun, aborted, parts } = racers(clock, discarded);
  const won = race(["1000", "600", "900"], { ...parts, signal: never });
  await clock.advance(2_000);
  assertEquals(await won, "600");
  assertEquals(begun, [["1000", 0], ["600", 250], ["900", 500]]);
  assertEquals(aborted.sort(), ["1000", "600", "900"]);
  assertEquals(discarded, ["1000", "900"]);
  assertEquals(clock.pending, 0);
});

Deno.test("a way that fails lets the next one begin at once", async () => {
  const clock = new VirtualClock();
  const { begun, parts } = racers(clock);
  const won = race(["10!", "20!", "30"], { ...parts, signal: never });
  await clock.advance(1_000);
  assertEquals([await won, begun], ["30", [["10!", 0], ["20!", 10], ["30", 30]]]);
});

Deno.test("when all fail, all reasons are told; without a way there is nothing to tell", async () => {
  const clock = new VirtualClock();
  const { parts } = racers(clock);
  const lost = race(["10!", "5!"], { ...parts, signal: never }).catch((error) => error);
  await clock.advance(1_000);
  assertEquals((await lost as AggregateError).errors.map(({ message }) => message), ["10!", "5!"]);
  await assertRejects(() => race([], { ...parts, signal: never }), AggregateError);
});

Deno.test("giving up ends all ways and the waiting", async () => {
  const clock = new VirtualClock();
  const { aborted, parts } = racers(clock);
  const abort = new AbortController();
  const lost = race(["1000", "2000"], { ...parts, signal: abort.signal }).catch((error) => error);
  await clock.advance(300);
  abort.abort(new Error("enough"));
  await settle();
  assertEquals([(await lost).message, aborted], ["enough", ["1000", "2000"]]);
});

Deno.test("a refusal says more than a stranger, and a stranger more than silence", () => {
  const of = (...codes: Parameters<typeof mostTelling>[0][number]["code"][]) =>
    mostTelling(codes.map((code) => ({ code }))).code;
  assertEquals(of("unreachable", "wrong-peer", "revoked", "not-allowed"), "revoked");
  assertEquals(of("unreachable", "wrong-peer", "connection-lost"), "wrong-peer");
  assertEquals(of("unreachable", "connection-lost"), "unreachable");
});
