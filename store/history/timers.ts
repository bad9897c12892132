/** Disappearing messages are agreed by both: who proposed and who accepted what. `docs/specs/wire-v1.md` section 6a. */

import type { History, MessageRow, TimerRow } from "../history_types.ts";
import type { Database, Write } from "../types.ts";
import { timerSeconds } from "./amending.ts";
import { packId, unpackId, unpackText } from "./packing.ts";
import { AMENDS, DIRECTIONS, type StoredMessage } from "./rows.ts";
import { type Conversation, findConversation } from "./streams.ts";

/** Proposals and acceptances remembered per author; the number of `MAX_TIMER_ITEMS` of the protocol. */
const MAX_TIMERS = 100;

const OFF: TimerRow = { agreed: 0, mine: null, theirs: null, acceptance: "" };

type Timer = Pick<MessageRow, "id" | "direction" | "text" | "about">;

export function timersPart(db: Database): Pick<History, "timer"> {
  return {
    timer: (key) => timerOf(findConversation(db, key)),
  };
}

/** What is agreed in a conversation, which need not be there yet. */
export function timerOf(conversation: Conversation | undefined): TimerRow {
  const stored = conversation?.timer ?? null;
  return stored === null ? OFF : { ...OFF, ...JSON.parse(stored) as Partial<TimerRow> };
}

/** What new timers change; the answer is kept, because the list of contacts asks for it again and again. */
export function timerWrites(db: Database, { number }: Conversation, added: readonly Timer[]): Write[] {
  if (added.length === 0) return [];
  const all = [...storedTimers(db, number), ...added].sort((a, b) => a.id < b.id ? -1 : 1);
  const { kept, forgotten } = remembered(all);
  return [
    { sql: "UPDATE conversations SET timer = ? WHERE number = ?", rows: [[JSON.stringify(agree(kept)), number]] },
    {
      sql: "DELETE FROM messages WHERE id = ? AND conversation = ?",
      rows: forgotten.map(({ id }) => [packId(id), number]),
    },
  ];
}

function storedTimers(db: Database, conversation: number): Timer[] {
  return db.all<Pick<StoredMessage, "id" | "direction" | "text" | "about">>(
    `SELECT id, direction, text, about FROM messages WHERE conversation = ? AND kind = 'timer' AND hidden = ${AMENDS}`,
    [conversation],
  ).map(({ id, direction, text, about }) => ({
    id: unpackId(id),
    direction: DIRECTIONS[direction],
    text: unpackText(text),
    about: about === null ? null : unpackId(about),
  }));
}

/** What both agree on and who waits for whom. @param timers of both, in the order of their ids */
export function agree(timers: readonly Timer[]): TimerRow {
  const accepted = validAcceptances(timers);
  const agreement = accepted.at(-1);
  const answered = new Set(accepted.map(({ about }) => about));
  const open = (direction: Timer["direction"]) => {
    const newest = timers.findLast((timer) =>
      timer.about === null && timer.direction === direction && !answered.has(timer.id) &&
      (agreement === undefined || timer.id > agreement.id)
    );
    return newest === undefined ? null : { id: newest.id, seconds: timerSeconds(newest.text)! };
  };
  return {
    agreed: agreement ? timerSeconds(agreement.text)! : 0,
    mine: open("out"),
    theirs: open("in"),
    acceptance: agreement?.id ?? "",
  };
}

/** Acceptances of what the other side proposed, with the same value. */
function validAcceptances(timers: readonly Timer[]): Timer[] {
  const proposals = new Map(timers.filter(({ about }) => about === null).map((timer) => [timer.id, timer]));
  return timers.filter(({ about, direction, text }) => {
    const proposal = about === null ? undefined : proposals.get(about);
    return proposal !== undefined && proposal.direction !== direction && proposal.text === text;
  });
}

/** The newest of each author, and the proposal that is in force: nobody ends an agreement by proposing again and again. */
function remembered(timers: readonly Timer[]): { kept: Timer[]; forgotten: Timer[] } {
  const inForce = validAcceptances(timers).at(-1)?.about;
  const forgotten = new Set((["in", "out"] as const).flatMap((direction) => {
    const own = timers.filter((timer) => timer.direction === direction);
    return own.slice(0, Math.max(0, own.length - MAX_TIMERS)).filter(({ id }) => id !== inForce);
  }));
  return { kept: timers.filter((timer) => !forgotten.has(timer)), forgotten: [...forgotten] };
}
