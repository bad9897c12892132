/** Methods about the program, its settings and its budgets: `ui/api.ts`. */
import type { ContactRow, LimitState } from "../../store/history_types.ts";
import type { LimitRow, Settings } from "../../ui/api.ts";
import { leftOf } from "../budgets.ts";
import type { Core, Methods } from "./core.ts";

export type ProgramMethod =
  | "snapshot"
  | "status"
  | "settings_set"
  | "reconnect"
  | "notice_dismiss"
  | "limits"
  | "limits_grant"
  | "doctor"
  | "shutdown";

export function programMethods(core: Core): Methods<ProgramMethod> {
  const { budgets, contacts, friends, notices, reports } = core;
  return {
    snapshot: () => reports.snapshot(),
    status: () => reports.status(),
    settings_set: (change) => setSettings(core, change),
    reconnect: () => {
      core.network()?.retryNow();
      friends.resumePairing();
      return null;
    },
    notice_dismiss: ({ id }) => (notices.dismiss(id), null),
    limits: ({ conversation }) => {
      const rows = conversation === undefined ? contacts.known() : [contacts.row(conversation)];
      return rows.map((row) => limitRow(row, budgets.state(row.key)));
    },
    limits_grant: async ({ conversation, messages, files }) => {
      const row = contacts.row(conversation);
      return limitRow(row, await budgets.grant(conversation, { messages, files }));
    },
    doctor: async () => await core.parts.doctor?.() ?? { checks: [] },
    shutdown: () => (core.parts.shutdown(), null),
  };
}

function limitRow(contact: ContactRow, state: LimitState): LimitRow {
  return {
    conversation: contact.key,
    peer: contact.id,
    name: contact.alias ?? contact.own_name,
    messages: leftOf(state, "messages"),
    files: leftOf(state, "files"),
    messages_spent: state.messages_spent,
    files_spent: state.files_spent,
  };
}

async function setSettings(core: Core, change: Partial<Settings>): Promise<Settings> {
  const { budgets, contacts, settings } = core;
  settings.check(change);
  if (typeof change.downloads === "string") await core.files?.checkDownloads(change.downloads);
  const before = settings.get();
  // Written first: if only that happens, everybody has what they had.
  if ("limit_messages" in change || "limit_files" in change) {
    await budgets.keepDefaults(contacts.known().map(({ key }) => key));
  }
  const after = await settings.set(change);
  if (after.allow_list !== before.allow_list) core.trustChanged();
  if (after.show_bits !== before.show_bits) core.bits.switched();
  if (after.downloads !== before.downloads) core.bus.publish({ type: "me", me: core.reports.me() });
  return after;
}
