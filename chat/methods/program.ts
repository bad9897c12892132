/** Methods about the program, its settings and its budgets: `ui/api.ts`. */
import type { Settings } from "../../ui/api.ts";
import type { Core, Methods } from "./core.ts";

export type ProgramMethod =
  | "snapshot"
  | "status"
  | "settings_set"
  | "reconnect"
  | "notice_dismiss"
  | "limits"
  | "limits_grant"
  | "shutdown";

export function programMethods(core: Core): Methods<ProgramMethod> {
  const { budgets, contacts, friends, notices, reports, settings } = core;
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
      const keys = conversation === undefined ? contacts.known() : [contacts.row(conversation).key];
      return keys.map((key) => reports.limitRow(budgets.state(key)));
    },
    limits_grant: async ({ conversation, messages, files }) => {
      contacts.row(conversation);
      return reports.limitRow(await budgets.grant(conversation, { messages, files }));
    },
    shutdown: () => (core.parts.shutdown(), null),
  };
}

async function setSettings(core: Core, change: Partial<Settings>): Promise<Settings> {
  const { budgets, contacts, settings } = core;
  settings.check(change);
  const before = settings.get();
  // Written first: if only that happens, everybody has what they had.
  if ("limit_messages" in change || "limit_files" in change) await budgets.keepDefaults(contacts.known());
  const after = await settings.set(change);
  if (after.allow_list !== before.allow_list) core.trustChanged();
  if (after.show_bits !== before.show_bits) core.bits.switched();
  return after;
}
