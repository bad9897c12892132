/**
 * `parley chat` for a terminal test: the real program and terminal, an api of the test's own. Boris answers what he is sent,
 * read as a JSON string, so `\u001b[2J` comes back as a real escape sequence; "later …" is answered on SIGUSR2.
 */
import { main } from "../../cli/mod.ts";
import { systemContext } from "../../cli/system_context.ts";
import { contact, FakeApi, message } from "./terminal.ts";

const contacts = [contact("17", "Boris"), contact("18", "Клара 🦊", { presence: "offline", unread: 2 })];
let cursor = 100;

function reply(text: string): void {
  let said: string;
  try {
    said = JSON.parse(`"${text}"`);
  } catch {
    said = text;
  }
  api.emit({ type: "message", message: message("17", ++cursor, said) });
}

const api: FakeApi = new FakeApi({
  invite_create: () => ({ text: `parley:${"0123456789".repeat(20)}`, expires_at: Date.now(), qr: [], file_name: "" }),
  history: () => ({ messages: [message("17", 1, "hello from before")], more: false, newer: false }),
  send: ({ conversation, text }) => {
    const id = `out-${++cursor}`;
    const sent = message("17", cursor, text, { id, direction: "out", status: "queued", received_at: null });
    const at = cursor;
    api.emit({ type: "message", message: sent });
    if (text.startsWith("later ")) {
      Deno.addSignalListener("SIGUSR2", function once() {
        Deno.removeSignalListener("SIGUSR2", once);
        reply(text.slice("later ".length));
        api.emit({ type: "receipt", conversation, cursor: at, status: "delivered", at: Date.now() });
      });
      api.emit({ type: "receipt", conversation, cursor: at, status: "sent", at: Date.now() });
    } else {
      api.emit({ type: "receipt", conversation, cursor: at, status: "delivered", at: Date.now() });
      reply(text);
    }
    return sent;
  },
}, contacts);

const code = await main(Deno.args, (globals, level) => ({
  ...systemContext({ ...globals, data: "/nowhere" }, level),
  open: () => Promise.resolve(api.opened(true)),
  openLive: () => Promise.resolve(api.live()),
}));
Deno.exit(code);
