import { useLayoutEffect, useState } from "preact/hooks";
import type { Contact, IdLookup, PeerKey } from "../../api.ts";
import { groupedId } from "../format/person.ts";
import { html } from "../html.ts";
import { openConversation } from "../state/actions.ts";
import { authorityName } from "../state/authorities.ts";
import { closeDialog } from "../state/dialogs.ts";
import { errorCode, errorText } from "../state/errors.ts";
import { acceptRequest } from "../state/people_actions.ts";
import { call } from "../state/program.ts";
import { contacts, me, t } from "../state/store.ts";
import { Avatar } from "./avatar.ts";
import { CopyButton } from "./copy_button.ts";
import { PersonReady } from "./person_ready.ts";

/** Digits of the largest number, 2^40 − 1, and two more: a number that is too long can be seen to be. */
const MOST_DIGITS = 15;

/** UI-6: somebody of an authority whose members are trusted, by their number alone. */
export function AddById() {
  const [id, setId] = useState("");
  const [letters, setLetters] = useState(false);
  const [lookup, setLookup] = useState<IdLookup | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [added, setAdded] = useState<PeerKey | null>(null);
  useLayoutEffect(() => {
    setLookup(null);
    setProblem(null);
    if (id === "") return;
    let stale = false;
    call("contact_lookup", { id }).then(
      (found) => stale || setLookup(found),
      (failed) => stale || setProblem(errorText(errorCode(failed))),
    );
    return () => stale = true;
  }, [id]);
  const type = (event: InputEvent) => {
    const field = event.target as HTMLInputElement;
    const text = field.value.replace(/\s/gu, ""); // grouped as it is shown: spaces are no mistake
    const digits = text.replace(/\D/g, "").slice(0, MOST_DIGITS);
    setLetters(/\D/.test(text));
    field.value = digits; // at once, or a letter would stay in the field
    setId(digits);
  };
  const person = added === null ? undefined : contacts.value.get(added);
  if (person !== undefined) {
    return html`<${PersonReady} contact=${person} text=${t("number.added", { name: person.name })} />`;
  }
  const why = lookup?.problem;
  return html`
    <div class="invite">
      <label class="labelled">
        <span>${t("number.label")}</span>
        <input class="number-field" type="text" inputmode="numeric" autocomplete="off" autofocus value=${id}
          aria-describedby="number-help" aria-invalid=${why != null} onInput=${type} />
      </label>
      <p id="number-help" class="hint" role="status">${letters
        ? t("number.digits_only")
        : why != null
        ? t(`number.${why}`)
        : t("number.hint")}</p>
      ${problem !== null && html`<p class="problem" role="alert">${problem}</p>`}
      ${lookup !== null && why === null && html`<${Answer} key=${id} id=${id} lookup=${lookup} onAdded=${setAdded} />`}
      <${OwnNumber} />
    </div>
  `;
}

/** What the other side types into this very field. */
function OwnNumber() {
  const self = me.value;
  if (self === null) return null;
  return html`
    <p class="own-number">${t("me.id")}: <strong>${groupedId(self.id)}</strong>
      <${CopyButton} text=${self.id} label=${t("me.copy_id")} /></p>
  `;
}

interface AnswerProps {
  readonly id: string;
  readonly lookup: IdLookup;
  readonly onAdded: (key: PeerKey) => void;
}

/** Who has this number, and under which authority it can be added. */
function Answer({ id, lookup: { found, roots }, onAdded }: AnswerProps) {
  const free = roots.filter(({ root }) => !found.some((contact) => contact.root === root));
  return html`
    ${found.map((contact) => html`<${Known} key=${contact.key} contact=${contact} />`)}
    ${free.length > 0
      ? html`<${Unknown} id=${id} roots=${free} known=${found.length > 0} onAdded=${onAdded} />`
      : found.length === 0 && html`<p class="hint">${t("number.no_authority")}</p>`}
  `;
}

function Known({ contact }: { contact: Contact }) {
  const { key, name, root, state } = contact;
  const open = () => {
    closeDialog();
    if (state === "request") void acceptRequest(key);
    else openConversation(key);
  };
  return html`
    <div class="inviter">
      <${Avatar} of=${key} name=${name} />
      <div>
        <strong dir="auto">${name}</strong>
        <span class="hint" dir="auto">${authorityName(root)}</span>
        <span class="hint">${t(state === "request" ? "number.asks" : "number.known")}</span>
      </div>
      <button class="button" type="button" onClick=${open}>${t(
        state === "request" ? "requests.accept" : "number.open",
      )}</button>
    </div>
  `;
}

interface UnknownProps {
  readonly id: string;
  readonly roots: IdLookup["roots"];
  /** Somebody has this number under another authority. */
  readonly known: boolean;
  readonly onAdded: (key: PeerKey) => void;
}

function Unknown({ id, roots, known, onAdded }: UnknownProps) {
  const [root, setRoot] = useState(roots[0].root);
  const [name, setName] = useState("");
  const [address, setAddress] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const add = async (event: Event) => {
    event.preventDefault();
    const more = { name: name.trim() || undefined, address: address.trim() || undefined };
    try {
      onAdded((await call("contact_add", { id, root, ...more })).key);
    } catch (failed) {
      const code = errorCode(failed);
      setProblem(code === "bad-request" ? t("network.bad_address") : errorText(code));
    }
  };
  const field = (label: string, value: string, set: (value: string) => void, placeholder = "") =>
    html`
      <label class="labelled">
        <span>${label}</span>
        <input type="text" dir="auto" autocomplete="off" spellcheck=${false} maxlength="255" value=${value}
          placeholder=${placeholder}
          onInput=${(event: InputEvent) => set((event.target as HTMLInputElement).value)} />
      </label>
    `;
  return html`
    <form onSubmit=${add}>
      <p>${t(known ? "number.other_authority" : "number.unknown")}</p>
      <div class="picks" role="radiogroup" aria-label=${t("settings.issued_by")}>
        ${roots.map((row) =>
          html`
            <label class="pick">
              <input type="radio" name="authority" checked=${row.root === root} onChange=${() => setRoot(row.root)} />
              <span dir="auto">${row.name}</span>
            </label>
          `
        )}
      </div>
      ${field(t("number.name"), name, setName)}
      ${field(t("number.address"), address, setAddress, "192.168.1.20:7420")}
      ${problem !== null && html`<p class="problem" role="alert">${problem}</p>`}
      <footer><button class="button primary" type="submit">${t("number.add")}</button></footer>
    </form>
  `;
}
