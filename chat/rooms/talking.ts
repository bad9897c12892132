/** What our user says in a room, and does to what was said: as in a conversation of two. */
import { MAX_ROOM_TEXT_BYTES } from "../../net/limits.ts";
import type { History, MessageRow } from "../../store/history_types.ts";
import type { Message } from "../../ui/api.ts";
import { isOneEmoji } from "../emoji.ts";
import { ChatError } from "../errors.ts";
import type { EventBus } from "../events.ts";
import { checkText, type SendOptions } from "../outgoing.ts";
import { isShown, type Known, viewMessage } from "../views.ts";
import { refuseUnlessJoined } from "./room.ts";
import type { Rooms } from "./rooms.ts";
import type { RoomItem } from "./types.ts";

const utf8 = new TextEncoder();

export interface TalkingParts {
  readonly history: History;
  readonly known: Known;
  readonly bus: EventBus;
  readonly rooms: Rooms;
  readonly now: () => number;
}

export class Talking {
  readonly #parts: TalkingParts;
  /** What is not stored yet, by room and id of a window: a repeated call adds nothing. */
  readonly #coming = new Map<string, Promise<Message>>();

  constructor(parts: TalkingParts) {
    this.#parts = parts;
  }

  /** Resolves when it is on disk. @throws ChatError "ended", "empty", "too-long", "not-found" */
  async send(conversation: string, text: string, options: SendOptions = {}): Promise<Message> {
    const { id } = options;
    if (id === undefined) return await this.#send(conversation, text, options);
    const { room } = this.#parts.rooms.entry(conversation);
    const known = this.#parts.history.roomEventOfClient(room.id, id);
    if (known !== undefined) {
      await this.#parts.history.flush();
      return { ...this.view(conversation, known), client: id };
    }
    const name = `${conversation} ${id}`;
    const coming = this.#coming.get(name) ?? this.#send(conversation, text, options);
    this.#coming.set(name, coming);
    try {
      return await coming;
    } finally {
      this.#coming.delete(name);
    }
  }

  async #send(conversation: string, text: string, { id, reply_to, forwarded }: SendOptions): Promise<Message> {
    const row = await this.#say(conversation, {
      ...{ kind: "text", text: checkRoomText(text), at: this.#parts.now() },
      ...(reply_to === undefined ? {} : { about: reply_to }),
      ...(forwarded ? { forwarded: true as const } : {}),
      ...(id === undefined ? {} : { client: id }),
    });
    return { ...viewMessage(row, 0, this.#parts.known), ...(id === undefined ? {} : { client: id }) };
  }

  /** @throws ChatError "not-found", "not-yours", "deleted", and those of sending */
  async edit(conversation: string, id: string, text: string): Promise<Message> {
    const row = undeleted(this.#own(conversation, id));
    if (row.kind !== "text") throw new ChatError("not-yours", `editing "${id}": it is no text`);
    const changed = checkRoomText(text);
    if (changed !== row.text) await this.#amend(conversation, { kind: "edit", text: changed, about: id });
    return this.view(conversation, id);
  }

  /** @throws ChatError "not-found", "not-yours" */
  async deleteForEveryone(conversation: string, id: string): Promise<void> {
    if (this.#own(conversation, id).deleted) return;
    await this.#amend(conversation, { kind: "delete", text: "", about: id });
  }

  /** @throws ChatError "not-found" */
  async deleteForMe(conversation: string, id: string): Promise<void> {
    const { history, bus, rooms } = this.#parts;
    this.#message(conversation, id);
    await history.remove(conversation, id).saved;
    bus.publish({ type: "removed", conversation, ids: [id] });
    rooms.publish(rooms.entry(conversation).room.id);
  }

  /** @throws ChatError "not-found", "deleted", "bad-request" */
  async react(conversation: string, id: string, emoji: string): Promise<Message> {
    const row = undeleted(this.#message(conversation, id));
    if (row.direction === "event" || row.kind !== "text") {
      throw new ChatError("bad-request", `reacting to "${id}": it is no text`);
    }
    if (emoji !== "" && !isOneEmoji(emoji)) throw new ChatError("bad-request", "reacting: that is not one emoji");
    const mine = row.reactions.find(({ direction }) => direction === "out")?.emoji ?? "";
    if (mine !== emoji) await this.#amend(conversation, { kind: "reaction", text: emoji, about: id });
    return this.view(conversation, id);
  }

  /** @throws ChatError "not-found" */
  view(conversation: string, id: string): Message {
    return viewMessage(this.#message(conversation, id), 0, this.#parts.known);
  }

  async #amend(conversation: string, item: Pick<RoomItem, "kind" | "text" | "about">): Promise<void> {
    await this.#say(conversation, { ...item, at: this.#parts.now() });
  }

  async #say(conversation: string, item: RoomItem): Promise<MessageRow> {
    const { room, owning } = this.#parts.rooms.entry(conversation);
    refuseUnlessJoined(room);
    await room.settled();
    return await owning.writing.say(item);
  }

  #message(conversation: string, id: string): MessageRow {
    const row = this.#parts.history.message(conversation, id);
    if (row === undefined || !isShown(row)) throw new ChatError("not-found", `no message "${id}"`);
    return row;
  }

  #own(conversation: string, id: string): MessageRow {
    const row = this.#message(conversation, id);
    if (row.direction === "out" && row.kind === "text") return row;
    throw new ChatError("not-yours", `message "${id}": it is not yours to change`);
  }
}

function undeleted(row: MessageRow): MessageRow {
  if (row.deleted) throw new ChatError("deleted", `message "${row.id}": it was deleted`);
  return row;
}

/** @throws ChatError "empty", "too-long" */
function checkRoomText(text: string): string {
  const checked = checkText(text);
  const bytes = utf8.encode(checked).length;
  if (bytes <= MAX_ROOM_TEXT_BYTES) return checked;
  throw new ChatError("too-long", `message of ${bytes} bytes: at most ${MAX_ROOM_TEXT_BYTES} in a room`);
}
