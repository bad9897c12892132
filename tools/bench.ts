/** `deno task bench [NAME…]`: runs the measurements of bench/ one after the other; each prints its table. */
import { deno, inRoot } from "./repository.ts";

const names = [...Deno.readDirSync(inRoot("bench"))].map(({ name }) => name)
  .filter((name) => name.endsWith("_bench.ts"))
  .filter((name) => Deno.args.length === 0 || Deno.args.some((wanted) => name.startsWith(wanted)))
  .sort();
if (names.length === 0) {
  console.error(`Cannot measure "${Deno.args.join(" ")}": bench/ has no such measurement`);
  Deno.exit(1);
}
let failures = 0;
for (const name of names) {
  const { code } = await deno(["run", "--quiet", "--no-prompt", "-P=tools", inRoot("bench", name)], { show: true });
  if (code !== 0) failures++;
}
Deno.exit(failures === 0 ? 0 : 1);
