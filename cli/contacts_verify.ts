/** `parley contacts verify PEER [--digits "…" | --accept | --refuse | --undo]`: the safety number (ID-10). */
import type { Contact, Safety } from "../ui/api.ts";
import type { Api } from "./api.ts";
import type { Arguments } from "./arguments.ts";
import type { CliContext } from "./context.ts";
import { CommandError, UsageError } from "./errors.ts";
import { idOf } from "./format.ts";
import { wordsOf } from "./language.ts";
import { personOf } from "./peers.ts";
import { qrLines } from "./qr.ts";

const ANSWERS = ["accept", "refuse", "undo"] as const;
/** Digits of a safety number, and of one of the groups they are shown in. */
export const DIGITS = 60;
const GROUP = 5;

export async function verifyContact(api: Api, given: Arguments, context: CliContext): Promise<void> {
  const heard = given.value("digits");
  const digits = heard === undefined ? undefined : readDigits(heard);
  const answers = ANSWERS.filter((name) => given.flag(name));
  if (answers.length + (digits === undefined ? 0 : 1) > 1) throw new UsageError("usage.one_answer");
  const conversation = await personOf(api, context, given.words[1]);
  const before = await api.call("safety", { conversation });
  if (digits !== undefined) await compare(api, conversation, digits, before, context);
  else await answer(api, conversation, answers[0], before);
  tell(await api.call("safety", { conversation }), conversation, context);
}

/** What was read out, with whatever stands between the groups. */
export function readDigits(text: string): string {
  const digits = text.replace(/[\s.,-]/g, "");
  if (digits.length === DIGITS && /^[0-9]+$/.test(digits)) return digits;
  throw new UsageError("usage.not_digits", { count: DIGITS });
}

/** The number that fits is the answer to a change, too: these keys are the person's. */
async function compare(api: Api, conversation: string, digits: string, now: Safety, context: CliContext) {
  const isNew = digits === now.changed?.digits;
  if (!isNew && (now.changed !== null || digits !== now.digits)) {
    const words = wordsOf(context.lang);
    throw new CommandError(words("contacts.digits_differ"), words("hint.digits_differ"));
  }
  if (isNew) await api.call("key_answer", { conversation, accept: true, digits });
  await api.call("contact_verify", { conversation, verified: true });
}

async function answer(
  api: Api,
  conversation: string,
  how: typeof ANSWERS[number] | undefined,
  { changed }: Safety,
): Promise<Contact | undefined> {
  if (how === undefined) return;
  if (how === "undo") return await api.call("contact_verify", { conversation, verified: false });
  // Bound to what is there now: other keys shown in between are another question.
  const bound = changed === null ? {} : { digits: changed.digits };
  return await api.call("key_answer", { conversation, accept: how === "accept", ...bound });
}

function tell({ digits, text, qr, verified, changed }: Safety, conversation: string, context: CliContext): void {
  if (context.json) {
    const other = changed && { digits: changed.digits, text: changed.text };
    return context.stdout(JSON.stringify({ id: idOf(conversation), digits, text, verified, changed: other }));
  }
  const words = wordsOf(context.lang);
  const shown = changed ?? { digits, qr };
  for (const line of grouped(shown.digits)) context.stdout(line);
  if (context.terminal.stdoutIsTerminal && (shown.qr[0]?.length ?? 0) < context.terminal.size().columns) {
    context.stdout("");
    for (const line of qrLines(shown.qr)) context.stdout(line);
  }
  context.stderr(
    words(changed !== null ? "contacts.keys_changed" : verified ? "contacts.verified" : "contacts.compare"),
  );
}

/** Three lines of four groups: what one can read out without losing the place. */
export function grouped(digits: string): string[] {
  const groups = digits.match(new RegExp(`.{${GROUP}}`, "g")) ?? [];
  return [0, 4, 8].map((from) => groups.slice(from, from + 4).join(" "));
}
