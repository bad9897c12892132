/** Every verb and where its code is. Loaded when asked for: `send` need not wait for what `run` is made of. */
import type { CliContext } from "./context.ts";
import { EXIT_FAILED } from "./errors.ts";
import { help, LATER, type VerbName } from "./help.ts";
import { wordsOf } from "./language.ts";

/** @returns the exit status */
export type Verb = (args: string[], context: CliContext) => Promise<number>;

const LOADERS: Partial<Record<VerbName, () => Promise<Verb>>> = {
  run: async () => (await import("./run.ts")).run,
  chat: async () => (await import("./chat/mod.ts")).chat,
  send: async () => (await import("./send.ts")).send,
  edit: async () => (await import("./edit.ts")).edit,
  delete: async () => (await import("./delete.ts")).deleteMessage,
  react: async () => (await import("./react.ts")).react,
  search: async () => (await import("./search.ts")).search,
  timer: async () => (await import("./timer.ts")).timer,
  requests: async () => (await import("./requests.ts")).requests,
  history: async () => (await import("./history.ts")).history,
  rooms: async () => (await import("./rooms.ts")).rooms,
  contacts: async () => (await import("./contacts.ts")).contacts,
  invite: async () => (await import("./invite.ts")).invite,
  accept: async () => (await import("./accept.ts")).accept,
  status: async () => (await import("./status.ts")).status,
  doctor: async () => (await import("./doctor.ts")).doctor,
  files: async () => (await import("./files.ts")).files,
  limits: async () => (await import("./limits.ts")).limits,
  identity: async () => (await import("./identity.ts")).identity,
  trust: async () => (await import("./trust.ts")).trust,
  backup: async () => (await import("./backup.ts")).backup,
  restore: async () => (await import("./restore.ts")).restore,
  ca: async () => (await import("./ca.ts")).ca,
  version: async () => (await import("./version.ts")).version,
  help: () => Promise.resolve(help),
};

export async function loadVerb(name: VerbName): Promise<Verb> {
  const load = LOADERS[name];
  if (load !== undefined) return await load();
  if (LATER.includes(name)) return (_args, context) => Promise.resolve(notYet(name, context));
  throw new Error(`verb "${name}": has no code`);
}

/** Part of the contract, not of this version: said plainly, with the status of a failure. */
export function notYet(what: string, context: CliContext): number {
  context.stderr(`parley ${what}: ${wordsOf(context.lang)("error.later", { verb: what })}`);
  return EXIT_FAILED;
}
