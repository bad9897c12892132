/** OPS-3: a backup from somebody else cannot choose what `openssl` runs in the folder of the authority. */
import { assertEquals } from "@std/assert";
import { fromBackup } from "../../cli/backup_files.ts";
import { OPENSSL_CNF } from "../../crypto/mod.ts";
import { finishSwap, sealBackup } from "../../store/mod.ts";
import { CHEAP, fileOf, IDENTITY, listOf } from "../support/backups.ts";

Deno.test("OPS-3: openssl.cnf of a restored profile is the program's own", async () => {
  const profile = await Deno.makeTempDir({ prefix: "parley-backup-" });
  try {
    const files = listOf([...IDENTITY, fileOf("ca/openssl.cnf", "openssl_conf = evil"), fileOf("ca/serial", "07\n")]);
    const restored = await fromBackup(profile, sealBackup(files, "correct horse", CHEAP), "correct horse");
    await restored.decide(0);
    finishSwap(profile);
    assertEquals(await Deno.readTextFile(`${profile}/ca/openssl.cnf`), OPENSSL_CNF);
    assertEquals(await Deno.readTextFile(`${profile}/ca/serial`), "07\n");
  } finally {
    await Deno.remove(profile, { recursive: true });
  }
});
