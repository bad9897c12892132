/** What the user deleted does not stay behind in a file. */

import { setImmediate } from "node:timers";
import { assert, assertEquals } from "@std/assert";
import { HISTORY_MIGRATIONS, openDatabase, openHistory } from "../../store/mod.ts";
import { SimDisk } from "../support/sim_disk.ts";

const ANN = "7." + "a".repeat(64);
const SECRET = "verschwiegenheit";

function filesWith(disk: SimDisk, text: string): string[] {
  return [...disk.files()].filter(([, bytes]) => new TextDecoder("latin1").decode(bytes).includes(text)).map(([path]) =>
    path
  );
}

for (const way of ["clear", "removeContact"] as const) {
  Deno.test(`after ${way} the text stands in no file, not even an older one`, async () => {
    const disk = new SimDisk();
    const db = await openDatabase({ path: "/p/history", migrations: HISTORY_MIGRATIONS, files: disk });
    const history = openHistory(db, { newStream: () => "s" });
    const item = (seq: number, text: string) => ({ id: `${seq}`, kind: "text", text, seq, sent_at: 0 });
    await history.addIncoming(ANN, "in", [item(1, `${SECRET} eins`), item(2, `${SECRET} zwei`)], 1).saved;
    assertEquals(history.search({ conversation: ANN, text: SECRET, limit: 9 }).rows.length, 2);
    await db.snapshot();
    await history.addIncoming(ANN, "in", [item(3, `${SECRET} drei`)], 1).saved;
    assert(filesWith(disk, SECRET).length >= 2);

    await history[way](ANN).saved;
    const deadline = AbortSignal.timeout(10_000);
    while (filesWith(disk, SECRET).length > 0 && !deadline.aborted) {
      await new Promise((resolve) => setImmediate(resolve)); // the snapshot goes on in other turns
    }
    assertEquals(filesWith(disk, SECRET), []);
    await history.addIncoming(ANN, "in2", [item(4, "later")], 1).saved;
    await history.close();
  });
}
