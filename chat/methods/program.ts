/** Methods about the program, its settings and its budgets: `ui/api.ts`. */
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
  const { parts: { limits }, contacts, friends, notices, reports, settings } = core;
  return {
    snapshot: () => reports.snapshot(),
    status: () => reports.status(),
    settings_set: (change) => settings.set(change),
    reconnect: () => {
      core.network()?.retryNow();
      friends.resumePairing();
      return null;
    },
    notice_dismiss: ({ id }) => (notices.dismiss(id), null),
    limits: ({ conversation }) => {
      const keys = conversation === undefined ? contacts.all().map(({ key }) => key) : [conversation];
      return keys.map((key) => reports.limitRow(limits.get(key)));
    },
    limits_grant: async ({ conversation, messages, files }) => {
      contacts.row(conversation);
      const before = limits.get(conversation);
      // What is given counts from now on; the store counts from the first packet.
      const grant = (given: number | null | undefined, old: number | null, spent: number) =>
        given === undefined ? old : given === null ? null : Math.min(spent + given, Number.MAX_SAFE_INTEGER);
      const { state, saved } = limits.grant(
        conversation,
        grant(messages, before.messages, before.messages_spent),
        grant(files, before.files, before.files_spent),
      );
      await saved;
      return reports.limitRow(state);
    },
    shutdown: () => (core.parts.shutdown(), null),
  };
}
