/** Parley: builds nothing itself, hands the arguments to the command line. */
import { main } from "./cli/mod.ts";

if (import.meta.main) Deno.exit(await main(Deno.args));
