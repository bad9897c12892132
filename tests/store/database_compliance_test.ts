import { openDatabase, openMemoryDatabase } from "../../store/mod.ts";
import { databaseCompliance } from "../compliance/database.ts";
import { SimDisk } from "../support/sim_disk.ts";

databaseCompliance("in memory", openMemoryDatabase);

databaseCompliance(
  "on a simulated disk",
  (migrations) => openDatabase({ path: "/profile/history", migrations, files: new SimDisk() }),
);

for (const key of [undefined, new Uint8Array(32).fill(7)]) {
  databaseCompliance(`on disk, ${key ? "encrypted" : "plain"}`, async (migrations) => {
    const folder = await Deno.makeTempDir({ prefix: "parley история " });
    const db = await openDatabase({ path: `${folder}/history`, migrations, key });
    const close = db.close.bind(db);
    db.close = async () => {
      await close();
      await Deno.remove(folder, { recursive: true }).catch((error) => {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      });
    };
    return db;
  });
}
