/** History as one JSON document, a message on each line. */
import { messageRecord } from "./record_types.ts";
import { type ExportSource, messagesOf } from "./source.ts";

/** Says what the file is; a later shape gets another name. */
const FORMAT = "parley-history-1";

export async function* exportJson(source: ExportSource, exportedAt: number): AsyncGenerator<string> {
  const { me, conversations } = source;
  const head = { format: FORMAT, exported_at: new Date(exportedAt).toISOString(), me };
  yield `${JSON.stringify(head).slice(0, -1)},"conversations":[`;
  for (const [index, { key, id, name }] of conversations.entries()) {
    const who = key.startsWith("#") ? { id, room: true, name } : { id, root: key.slice(key.indexOf(".") + 1), name };
    yield `${index === 0 ? "" : ","}\n${JSON.stringify(who).slice(0, -1)},"messages":[`;
    let first = true;
    for await (const message of messagesOf(source, key)) {
      yield `${first ? "" : ","}\n${JSON.stringify(messageRecord(message, me))}`;
      first = false;
    }
    yield "\n]}";
  }
  yield "\n]}\n";
}
