/**
 * A process that says things in a room until it is killed: `room_child.ts PATH FIRST -`. Prints "open", then the number of each
 * message when it is acknowledged. Takes a snapshot now and then, so that death meets those too.
 */

import { HISTORY_MIGRATIONS, openDatabase, openHistory } from "../../store/mod.ts";
import { add, CLOCK, EVA, Speaker } from "./room_history.ts";

const [path, first] = Deno.args;
const db = await openDatabase({ path, migrations: HISTORY_MIGRATIONS });
const history = openHistory(db, { newStream: () => "s" });
const seq = Number(first) - 1;
const eva = new Speaker(EVA, "2".repeat(32), { seq, clock: CLOCK + seq });
const say = (line: string) => Deno.stdout.writeSync(new TextEncoder().encode(line + "\n"));
say("open");
for (;;) {
  const events = Array.from({ length: 2 }, () => eva.says(`number ${eva.seq + 1}`));
  if (eva.seq % 40 < 2) void db.snapshot();
  await add(history, ...events).saved.then(() => events.forEach((event) => say(String(event.seq))));
}
