import { useRef, useState } from "preact/hooks";
import type { Contact, PeerKey } from "../../api.ts";
import { html } from "../html.ts";
import { closeDialog, openDialog } from "../state/dialogs.ts";
import { errorCode, errorText } from "../state/errors.ts";
import { inOrder, isFound } from "../state/people.ts";
import { membersOf } from "../state/room_members.ts";
import { addMembers, createRoom } from "../state/rooms.ts";
import { contacts, rooms, t } from "../state/store.ts";
import { Avatar } from "./avatar.ts";
import { Icon } from "./icon.ts";
import { moveFocus } from "./menu.ts";
import { Modal } from "./modal.ts";

/** UTF-16 units of a room's name: as long as a person's. */
const LONGEST_NAME = 64;

/** A new room, or more people for one that is there. */
export function RoomPeopleDialog({ of }: { of?: PeerKey }) {
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<ReadonlySet<PeerKey>>(new Set());
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const fresh = of === undefined;
  const room = fresh ? undefined : rooms.value.get(of);
  const there = new Set(fresh ? [] : membersOf(of)?.map(({ key }) => key));
  const people = inOrder(contacts.value.values())
    .filter(({ key, state, blocked }) => state !== "request" && !blocked && !there.has(key))
    .sort((a, b) => Number(isUnmet(a)) - Number(isUnmet(b)));
  const toggle = (key: PeerKey) => {
    const next = new Set(chosen);
    if (!next.delete(key)) next.add(key);
    setChosen(next);
  };
  const ready = fresh ? name.trim() !== "" : chosen.size > 0;
  const save = async (event: Event) => {
    event.preventDefault();
    if (!ready || busy) return;
    setBusy(true);
    try {
      if (fresh) await createRoom(name, [...chosen]);
      else await addMembers(of, [...chosen]);
      closeDialog();
    } catch (failed) {
      setError(errorCode(failed));
      setBusy(false);
    }
  };
  return html`
    <${Modal} title=${fresh ? t("room.new") : t("room.add_title", { name: room?.name ?? "" })}>
      <form class="room-form" onSubmit=${save}>
        ${fresh && html`
          <label class="labelled">
            <span>${t("room.name")}</span>
            <input type="text" value=${name} dir="auto" autofocus maxlength=${LONGEST_NAME} autocomplete="off"
              placeholder=${t("room.name_example")}
              onInput=${(event: InputEvent) => setName((event.target as HTMLInputElement).value)} />
          </label>
        `}
        ${people.length === 0
          ? html`<${Nobody} />`
          : html`<${People} people=${people} chosen=${chosen} onToggle=${toggle} />`}
        <p class="hint">${fresh ? t("room.new_hint") : t("room.before_hint")}</p>
        ${error !== null && html`<p class="problem" role="alert">${errorText(error, "room")}</p>`}
        <footer>
          <button class="button" type="button" onClick=${closeDialog}>${t("common.cancel")}</button>
          <button class="button primary" type="submit" disabled=${!ready || busy}>${fresh
            ? t("room.create")
            : t("room.add_count", { count: chosen.size })}</button>
        </footer>
      </form>
      <//>
  `;
}

/** The room can be made all the same; people come later. */
function Nobody() {
  return html`
    <p class="hint">${t("room.nobody")}
      <button class="link-button" type="button"
        onClick=${() => openDialog({ kind: "invite", tab: "create" })}>${t("invite.create")}</button></p>
  `;
}

interface PeopleProps {
  readonly people: readonly Contact[];
  readonly chosen: ReadonlySet<PeerKey>;
  readonly onToggle: (key: PeerKey) => void;
}

function People({ people, chosen, onToggle }: PeopleProps) {
  const [query, setQuery] = useState("");
  const list = useRef<HTMLDivElement>(null);
  const boxes = () => [...list.current!.querySelectorAll<HTMLElement>("input:not(:disabled)")];
  const found = people.filter((contact) => isFound(contact, query));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && event.target instanceof HTMLInputElement && event.target.type === "text") {
      event.preventDefault(); // the first of those found, not the whole room
      boxes()[0]?.click();
      setQuery("");
    } else moveFocus(event, boxes());
  };
  return html`
    <fieldset class="room-people" onKeyDown=${onKeyDown}>
      <legend>${t("room.whom", { count: chosen.size })}</legend>
      <label class="search">
        <${Icon} name="search" />
        <input type="text" inputmode="search" value=${query} placeholder=${t("message.forward_find")}
          aria-label=${t("message.forward_find")} autocomplete="off" spellcheck=${false} maxlength="100"
          onInput=${(event: InputEvent) => setQuery((event.target as HTMLInputElement).value)} />
      </label>
      <div class="room-choices" ref=${list}>
        ${found.map((contact) =>
          html`
            <${Choice} key=${contact.key} contact=${contact} checked=${chosen.has(contact.key)} onToggle=${onToggle} />
          `
        )}
        ${found.length === 0 && html`<p class="hint" role="status">${t("list.none_found", { query })}</p>`}
      </div>
    </fieldset>
  `;
}

interface ChoiceProps {
  readonly contact: Contact;
  readonly checked: boolean;
  readonly onToggle: (key: PeerKey) => void;
}

/** Who was never linked has shown no keys yet that a room could be opened to. */
function isUnmet({ presence }: Contact): boolean {
  return presence === "pairing";
}

function Choice({ contact, checked, onToggle }: ChoiceProps) {
  const { key, name, presence } = contact;
  const never = isUnmet(contact);
  return html`
    <label class="room-choice" data-never=${never}>
      <${Avatar} of=${key} name=${name} size="small" presence=${presence} />
      <span class="room-choice-name"><span dir="auto">${name}</span>${never &&
        html`<small>${t("room.never_linked")}</small>`}</span>
      <input type="checkbox" checked=${checked} disabled=${never} onChange=${() => onToggle(key)} />
    </label>
  `;
}
