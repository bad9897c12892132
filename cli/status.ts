/** `parley status`: am I up, where, and with whom. */
import type { Status } from "../ui/api.ts";
import { withApi } from "./api.ts";
import { noMoreWords, readArguments } from "./arguments.ts";
import type { CliContext } from "./context.ts";
import { EXIT_DONE } from "./errors.ts";
import { table } from "./format.ts";
import { wordsOf } from "./language.ts";

export async function status(args: string[], context: CliContext): Promise<number> {
  noMoreWords(readArguments(args).words, 0);
  return await withApi(context, async (api) => {
    const now = await api.call("status", {});
    if (context.json) context.stdout(JSON.stringify(now));
    else for (const line of describe(now, context)) context.stdout(line);
    return EXIT_DONE;
  });
}

function describe(now: Status, context: CliContext): string[] {
  const words = wordsOf(context.lang);
  const links = now.links.map(({ name, peer, transport }) => `${name} (${peer}), ${transport}`);
  const rows: [string, string][] = [
    [words("status.state"), now.running ? words("status.running", { pid: now.pid }) : words("status.stopped")],
    [words("status.id"), now.id],
    [words("status.name"), now.name],
    [words("status.fingerprint"), now.fingerprint],
  ];
  if (now.running) {
    rows.push([words("status.port"), String(now.port)]);
    now.addresses.forEach((address, index) => rows.push([index === 0 ? words("status.addresses") : "", address]));
    rows.push([words("status.window"), now.ui_url]);
    (links.length > 0 ? links : [words("status.nobody")]).forEach((link, index) =>
      rows.push([index === 0 ? words("status.links") : "", link])
    );
  }
  rows.push([words("status.outbox"), String(now.outbox)]);
  if (now.revoked) rows.push([words("status.certificate"), words("status.revoked")]);
  return table(rows);
}
