/**
 * A process that writes pairs until it is killed: `store_child.ts PATH FIRST KEYHEX|-`. Prints "open", then the number of
 * each write when it is acknowledged. Takes a snapshot now and then, so that death meets those too.
 */

import { openDatabase } from "../../store/mod.ts";
import { PAIRS, writePair } from "./pair_database.ts";

const [path, first, keyHex] = Deno.args;
const key = keyHex === "-" ? undefined : Uint8Array.fromHex(keyHex);
const db = await openDatabase({ path, migrations: PAIRS, key });
const encoder = new TextEncoder();
const say = (line: string) => Deno.stdout.writeSync(encoder.encode(line + "\n"));
say("open");
for (let n = Number(first);; n += 3) {
  if (n % 40 < 3) void db.snapshot();
  await Promise.all([n, n + 1, n + 2].map((number) => writePair(db, number).then(() => say(String(number)))));
}
