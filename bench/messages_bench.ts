/**
 * Durable messages between two processes on loopback: rate and round trip from `send` to the receipt that says "on the
 * reader's disk". Beside it, in the same run, mosquitto QoS 1 over mutual TLS when it is installed.
 */
import { mosquittoRate } from "./mosquitto.ts";
import { percentile, printTable, type Row, verdict, Worker } from "./support.ts";

const COUNT = Number(Deno.env.get("BENCH_MESSAGES") ?? 100_000);
const SINGLES = 2_000;
const TEXT_BYTES = 100;
/** mosquitto_pub stops for ever once more messages wait than there are packet ids (16 bits), so it gets fewer. */
const OTHER_COUNT = Math.min(COUNT, 50_000);

const folder = await Deno.makeTempDir({ prefix: "parley-bench-" });
try {
  const anna = new Worker("node_worker.ts", [`${folder}/anna`, "Anna"]);
  const boris = new Worker("node_worker.ts", [`${folder}/boris`, "Boris"]);
  await Promise.all([anna.answer(), boris.answer()]);
  await boris.ask(`accept ${await anna.ask<string>("invite")}`);
  while (!(await boris.ask<boolean>("linked"))) { /* each question is a round trip to the worker */ }

  await boris.ask(`burst ${COUNT / 10} ${TEXT_BYTES}`); // both programs warm
  const singles = await boris.ask<number[]>(`single ${SINGLES}`);
  const rates: number[] = [];
  const other: number[] = [];
  for (let round = 0; round < 3; round++) {
    rates.push(COUNT / (await boris.ask<number>(`burst ${COUNT} ${TEXT_BYTES}`)) * 1000);
    const rate = await mosquittoRate(OTHER_COUNT, TEXT_BYTES, `${folder}/mosquitto-${round}`);
    if (rate !== undefined) other.push(rate);
  }
  const rate = percentile(rates, 0.5);
  const rows: Row[] = [
    { what: "durable messages, both ends on disk", measured: `${Math.round(rate).toLocaleString("en")} /s` },
    {
      what: "send to receipt, p50",
      measured: `${percentile(singles, 0.5).toFixed(2)} ms`,
      aim: verdict(percentile(singles, 0.5) < 1, "under 1 ms"),
    },
    { what: "send to receipt, p99", measured: `${percentile(singles, 0.99).toFixed(2)} ms` },
    { what: "memory of the reader after it all", measured: `${Math.round(await anna.ask<number>("memory") / 1e6)} MB` },
  ];
  if (other.length > 0) {
    const theirs = percentile(other, 0.5);
    rows.push(
      { what: "mosquitto QoS 1, mutual TLS, no disk", measured: `${Math.round(theirs).toLocaleString("en")} /s` },
      { what: "ratio", measured: (rate / theirs).toFixed(2), aim: verdict(rate >= 2 * theirs, "2 × mosquitto") },
    );
  } else {
    rows.push({ what: "mosquitto", measured: "not installed, or did not come to an end" });
  }
  printTable(`Messages (${COUNT.toLocaleString("en")} of ${TEXT_BYTES} bytes, median of 3 runs)`, rows);
  await anna.stop();
  await boris.stop();
} finally {
  await Deno.remove(folder, { recursive: true });
}
