/** Histories on disks of a test. */
import { type History, HISTORY_MIGRATIONS, openDatabase, openHistory } from "../../store/mod.ts";
import type { SimDisk } from "./sim_disk.ts";

export async function historyOn(files: SimDisk): Promise<History> {
  const db = await openDatabase({ path: "/p/history", migrations: HISTORY_MIGRATIONS, files });
  return openHistory(db, { newStream: () => crypto.randomUUID().replaceAll("-", "") });
}
