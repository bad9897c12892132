/**
 * `api_child.ts DATA_DIR`: the API of the program that runs on this profile, by lines of JSON. For programs in a network where the test
 * itself is not. `{"id", "method", "params"}` is answered by `{"id", "result"}` or `{"id", "error"}`; events come as `{"event"}`.
 */
import { ApiCallError, connectToNode } from "../../ui/server/mod.ts";
import type { ApiMethod } from "../../ui/api.ts";
import { LineReader } from "./process_output.ts";

const encoder = new TextEncoder();

/** Whole lines, whatever the pipe takes at a time; nothing else runs meanwhile. */
function say(value: unknown): void {
  const line = encoder.encode(JSON.stringify(value) + "\n");
  for (let at = 0; at < line.length;) at += Deno.stdout.writeSync(line.subarray(at));
}

const client = await connectToNode(Deno.args[0]);
if (client === undefined) throw new Error(`no program answers on "${Deno.args[0]}"`);

async function answer(id: number, method: ApiMethod, params: never): Promise<void> {
  try {
    say({ id, result: await client!.call(method, params) });
  } catch (error) {
    const code = error instanceof ApiCallError ? error.code : "internal";
    say({ id, error: { code, message: error instanceof Error ? error.message : String(error) } });
  }
}

async function tell(): Promise<void> {
  for await (const event of client!.events()) say({ event });
  Deno.exit(0); // the program has ended
}

void tell();
const lines = new LineReader(Deno.stdin.readable);
for (let line = await lines.next(); line !== undefined; line = await lines.next()) {
  const { id, method, params } = JSON.parse(line);
  void answer(id, method, params as never);
}
Deno.exit(0);
