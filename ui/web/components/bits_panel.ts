import { html } from "../html.ts";
import { type Bits, bits, closeBits, holdBits } from "../state/bits.ts";
import { activeKey, settings, t } from "../state/store.ts";
import { Icon } from "./icon.ts";

/** Bytes shown: two lines of bits on a wide window. */
const SHOWN = 24;

/** TXT-12: the newest message as 0 and 1, before and after it was sealed. */
export function BitsPanel() {
  const now = bits.value;
  if (now === null || !settings.value.show_bits || now.conversation !== activeKey.value) return null;
  return html`
    <div class="bits-place">
      <${Panel} key=${now.plain + now.sealed} ...${now} />
    </div>
  `;
}

function Panel({ direction, plain, sealed, length }: Bits) {
  const count = Math.min(SHOWN, atob(plain).length);
  return html`
    <aside class="bits" aria-label=${t(`bits.title_${direction}`)} onMouseEnter=${() => holdBits(true)}
      onMouseLeave=${() => holdBits(false)} onFocusIn=${() => holdBits(true)} onFocusOut=${() => holdBits(false)}>
      <header>
        <strong>${t(`bits.title_${direction}`)}</strong>
        <span>${t("bits.first", { count, all: length })}</span>
        <button class="icon-button small" type="button" aria-label=${t("common.close")} onClick=${closeBits}>
          <${Icon} name="close" />
        </button>
      </header>
      <${Row} name=${t("bits.plain")} data=${plain} />
      <${Row} name=${t("bits.sealed")} data=${sealed} />
    </aside>
  `;
}

function Row({ name, data }: { name: string; data: string }) {
  return html`
    <p class="bits-row">
      <span>${name}</span>
      <code>${bytesOf(data).map((byte) => html`<span>${byte} </span>`)}</code>
    </p>
  `;
}

function bytesOf(base64: string): string[] {
  return Array.from(atob(base64).slice(0, SHOWN), (unit) => unit.charCodeAt(0).toString(2).padStart(8, "0"));
}
