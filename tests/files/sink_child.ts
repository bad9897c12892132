/**
 * A process that takes a content until it is killed: `sink_child.ts FOLDER TYPE [stay]`. Prints "open BYTES" with what is there,
 * "wrote N" when chunk N has been written, "finish", and, unless it is to stay there, where the whole is.
 */

import { bytesOf, somePlan, testDisk, writeChunk } from "./disk_help.ts";

const [folder, type, stay] = Deno.args;
const { disk } = await testDisk(folder);
const plan = somePlan(type === "folder" ? "folder" : "file");
const content = bytesOf(plan.size);
const say = (line: string) => Deno.stdout.writeSync(new TextEncoder().encode(line + "\n"));
const sink = await disk.sink(plan);
say(`open ${sink.done}`);
for (let [range] = sink.lacking(0, 1); range !== undefined; [range] = sink.lacking(0, 1)) {
  await writeChunk(sink, content, range[0]);
  say(`wrote ${range[0]}`);
}
say("finish");
if (stay === "stay") await Deno.stdin.read(new Uint8Array(1));
say(await sink.finish());
