import { useEffect, useState } from "preact/hooks";
import { html } from "../html.ts";
import { errorCode, errorText } from "../state/errors.ts";
import { changeSettings } from "../state/actions.ts";
import { tellFailure } from "../state/failures.ts";
import { call } from "../state/program.ts";
import { me, settings, t } from "../state/store.ts";
import { ConnectionCheck } from "./connection_check.ts";
import { CopyButton } from "./copy_button.ts";
import { Icon } from "./icon.ts";
import { Toggle } from "./toggle.ts";

/** Where I am reached, and whom I try by address. */
export function NetworkSettings() {
  const self = me.value;
  return html`
    <section>
      <${Toggle} label=${t("network.lan")} hint=${t("network.lan_hint")} checked=${settings.value.lan}
        onChange=${(lan: boolean) => void changeSettings({ lan })} />
    </section>
    <${ConnectionCheck} />
    <section>
      <h3>${t("network.mine")}</h3>
      <ul class="address-list">
        ${self?.addresses.map((address) =>
          html`<li key=${address}><span>${address}</span><${CopyButton} text=${address} label=${
            t("network.copy")
          } /></li>`
        )}
      </ul>
      <div class="row-actions"><button class="button" type="button" onClick=${() =>
        call("reconnect", {}).catch(tellFailure)}>${t(
          "network.reconnect",
        )}</button></div>
    </section>
    <${Addresses} />
    <section>
      <h3>${t("network.ports")}</h3>
      <p class="hint">${t("network.ports_hint")}</p>
      <${Port} label=${t("network.port")} value=${settings.value.port}
        onSet=${(port: number | null) => changeSettings({ port })} />
      <${Port} label=${t("network.ui_port")} value=${settings.value.ui_port}
        onSet=${(ui_port: number | null) => changeSettings({ ui_port })} />
    </section>
  `;
}

/** Addresses given by hand: Parley stays connected with whoever answers there and may be let in. */
function Addresses() {
  const [list, setList] = useState<readonly string[]>([]);
  const [written, setWritten] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const show = async () => setList(await call("addresses", {}));
  useEffect(() => void show().catch(tellFailure), []);
  const add = async (event: Event) => {
    event.preventDefault();
    try {
      await call("address_add", { address: written.trim() });
      setWritten("");
      setProblem(null);
      await show();
    } catch (failed) {
      const code = errorCode(failed);
      setProblem(code === "bad-request" ? t("network.bad_address") : errorText(code));
    }
  };
  const remove = async (address: string) => {
    await call("address_remove", { address }).catch(tellFailure);
    await show();
  };
  return html`
    <section>
      <h3>${t("network.others")}</h3>
      <p class="hint">${t("network.others_hint")}</p>
      <ul class="address-list">
        ${list.map((address) =>
          html`
            <li key=${address}><span>${address}</span>
              <button class="icon-button small" type="button" aria-label=${t("network.remove", { address })}
                title=${t("network.remove", { address })} onClick=${() =>
                  remove(address)}><${Icon} name="close" /></button>
            </li>
          `
        )}
      </ul>
      <form class="address-form" onSubmit=${add}>
        <label class="labelled">
          <span>${t("network.address")}</span>
          <input type="text" value=${written} autocomplete="off" spellcheck=${false} placeholder="192.168.1.20:7420"
            onInput=${(event: InputEvent) => setWritten((event.target as HTMLInputElement).value)} />
        </label>
        <button class="button" type="submit" disabled=${written.trim() === ""}>${t("network.add")}</button>
      </form>
      ${problem !== null && html`<p class="problem" role="alert">${problem}</p>`}
    </section>
  `;
}

const LARGEST_PORT = 65_535;

interface PortProps {
  readonly label: string;
  readonly value: number | null;
  readonly onSet: (port: number | null) => void;
}

/** Empty is the usual one. */
function Port({ label, value, onSet }: PortProps) {
  const [written, setWritten] = useState(value === null ? "" : String(value));
  const port = written === "" ? null : Number(written);
  const wrong = port !== null && (port < 1 || port > LARGEST_PORT);
  const save = (event: Event) => {
    event.preventDefault();
    if (!wrong) onSet(port);
  };
  return html`
    <form class="address-form" onSubmit=${save}>
      <label class="labelled">
        <span>${label}</span>
        <input type="text" inputmode="numeric" maxlength="5" value=${written} placeholder=${t("network.usual")}
          aria-invalid=${wrong} onInput=${(event: InputEvent) => {
            const field = event.target as HTMLInputElement;
            field.value = field.value.replace(/\D/g, "");
            setWritten(field.value);
          }} />
      </label>
      <button class="button" type="submit" disabled=${wrong || port === value} aria-label=${t("limit.set_label", {
        label,
      })}>${t("limit.set")}</button>
    </form>
    ${wrong && html`<p class="problem" role="alert">${t("network.bad_port", { most: String(LARGEST_PORT) })}</p>`}
  `;
}
