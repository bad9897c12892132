import type { VNode } from "preact";
import { useId, useState } from "preact/hooks";
import type { Room } from "../../api.ts";
import { type Begun, fits, mentionBegun } from "../format/mention.ts";
import { html } from "../html.ts";
import { calledName, membersOf } from "../state/room_members.ts";
import { t } from "../state/store.ts";
import { Avatar } from "./avatar.ts";
import { Icon } from "./icon.ts";

/** Names offered at once. */
const MOST = 6;

interface Offer {
  readonly key: string;
  /** What is put into the text. */
  readonly called: string;
  /** What it is known as here. */
  readonly name: string;
}

interface Mentions {
  /** Above the field, while somebody is being named. */
  readonly list: VNode | null;
  /** For the field: what a screen reader says of the list. */
  readonly attributes: Record<string, string>;
  /** The text or the caret has changed. */
  look(): void;
  /** The field is left. */
  close(): void;
  /** @returns true when the key belonged to the list */
  onKeyDown(event: KeyboardEvent): boolean;
}

/**
 * `@` offers the people of the room: arrows choose, Enter or Tab or a press puts the name in, Esc puts the list away.
 * @param insert puts this in place of what is selected
 */
export function useMentions(
  room: Room | null,
  field: { readonly current: HTMLTextAreaElement | null },
  insert: (text: string) => void,
): Mentions {
  const id = useId();
  const [begun, setBegun] = useState<Begun | undefined>(undefined);
  const [at, setAt] = useState(0);
  /** Put away: not offered again for this `@`. */
  const [closed, setClosed] = useState<number | null>(null);
  const open = room !== null && begun !== undefined && begun.from !== closed;
  const offers = open ? offersFor(room, begun.typed) : [];
  const chosen = Math.min(at, offers.length - 1);
  const choose = ({ called }: Offer) => {
    const area = field.current!;
    area.setSelectionRange(begun!.from, area.selectionStart);
    insert(`@${called} `);
    setBegun(undefined);
  };
  const look = () => {
    if (room === null) return;
    const { value, selectionStart, selectionEnd } = field.current!;
    const next = selectionStart === selectionEnd ? mentionBegun(value, selectionStart) : undefined;
    if (next?.typed !== begun?.typed) setAt(0);
    if (next === undefined) setClosed(null);
    setBegun(next);
  };
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (offers.length === 0 || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return false;
    if (event.key === "ArrowDown") setAt((chosen + 1) % offers.length);
    else if (event.key === "ArrowUp") setAt((chosen + offers.length - 1) % offers.length);
    else if (event.key === "Escape") setClosed(begun!.from);
    else if (!event.shiftKey && (event.key === "Enter" || event.key === "Tab")) choose(offers[chosen]);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  const close = () => setBegun(undefined);
  if (offers.length === 0) return { list: null, attributes: {}, look, close, onKeyDown };
  const list = html`
    <div class="mention-list" id=${id} role="listbox" aria-label=${t("room.whom_to_name")}>
      ${offers.map((offer, index) =>
        html`
          <div key=${offer.key} id="${id}-${index}" role="option" aria-selected=${index === chosen}
            onPointerDown=${(event: Event) => event.preventDefault()} onClick=${() => choose(offer)}>
            ${offer.key === ""
              ? html`<span class="avatar avatar-small avatar-everyone" aria-hidden="true"><${Icon} name="people" /></span>`
              : html`<${Avatar} of=${offer.key} name=${offer.name} size="small" />`}
            <span dir="auto">${offer.name}</span>
          </div>
        `
      )}
    </div>
  `;
  const attributes = {
    "aria-autocomplete": "list",
    "aria-controls": id,
    "aria-activedescendant": `${id}-${chosen}`,
  };
  return { list, attributes, look, close, onKeyDown };
}

function offersFor({ key }: Room, typed: string): Offer[] {
  const people = (membersOf(key) ?? []).filter(({ me, state }) => !me && state === "joined").map((member) => ({
    key: member.key,
    called: calledName(member),
    name: member.name,
  }));
  const found = people.filter(({ name, called }) => fits(name, typed) || fits(called, typed));
  const all = t("room.all");
  const everybody = fits(all, typed) ? [{ key: "", called: all, name: t("room.all_hint", { all }) }] : [];
  // Once a whole name and more stands there, nothing is left to complete.
  return [...found.slice(0, MOST), ...everybody];
}
