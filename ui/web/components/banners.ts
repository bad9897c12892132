import { signal } from "@preact/signals";
import type { Me, Notice } from "../../api.ts";
import { daysBetween, duration, fullDate } from "../format/time.ts";
import { html } from "../html.ts";
import { dismissNotice } from "../state/actions.ts";
import { noticeText } from "../state/errors.ts";
import { connect } from "../state/program.ts";
import { language, me, notices, programLink, t, today, unstored } from "../state/store.ts";
import { Icon } from "./icon.ts";
import { RenewButton } from "./renew_button.ts";

/** What the user must know, above everything else. */
export function Banners() {
  return html`
    <div class="banners" role="status">
      <${ProgramBanner} />
      <${ClockBanner} />
      <${CertificateBanner} />
      ${notices.value.filter(isShown).map((notice) => html`<${NoticeBanner} key=${notice.id} notice=${notice} />`)}
    </div>
  `;
}

/** What one person's clock says is no news when several have said it. */
function isShown({ text }: Notice): boolean {
  return text !== "notice.clock_skew" || clockOff() === null;
}

function ProgramBanner() {
  const link = programLink.value;
  if (link === "open" || link === "connecting") return null;
  const waiting = unstored.value;
  const text = link === "lost" && waiting > 0 ? t("banner.lost_unsent", { count: waiting }) : t(`banner.${link}`);
  return html`
    <div class="banner banner-${link === "unauthorized" ? "error" : "warning"}">
      <${Icon} name="warning" /><p>${text}</p>
      ${link !== "unauthorized" && html`<button type="button" onClick=${connect}>${t("banner.retry")}</button>`}
    </div>
  `;
}

/**
 * ID-8: by the agreed time, which the program knows; said once a day before the end, and always after it. ID-7: one that
 * was taken back is of no use whatever its dates are.
 */
function CertificateBanner() {
  const self = me.value;
  if (self === null || (self.expiry === "valid" && !self.revoked)) return null;
  const over = self.expiry !== "soon" || self.revoked;
  if (!over && put_off.value === dayOf(today.value)) return null;
  return html`
    <div class="banner banner-${over ? "error" : "warning"}">
      <${Icon} name="warning" />
      <p>${self.revoked ? t("banner.certificate_revoked") : expiryText(self)}</p>
      <${RenewButton} />
      ${!over && html`
        <button class="icon-button small" type="button" aria-label=${t("banner.later")} title=${t("banner.later")}
          onClick=${() => put_off.value = dayOf(today.value)}><${Icon} name="close" /></button>
      `}
    </div>
  `;
}

const put_off = signal<string | null>(null);

function dayOf(at: number): string {
  return new Date(at).toDateString();
}

function expiryText({ expiry, valid_until, clock_offset }: Me): string {
  if (expiry === "not-yet") return t("banner.certificate_not_yet");
  if (expiry === "expired") return t("banner.certificate_over", { date: fullDate(valid_until, language.value) });
  const days = daysBetween(today.value + (clock_offset ?? 0), valid_until);
  return t("banner.certificate_soon", { count: Math.max(0, days) });
}

/** Differences of clocks people need not hear of; larger ones break connections. */
const CLOCK_SKEW = 5 * 60_000;

/** Several people agree on the time, and this computer differs: named, with which way and how far. */
function clockOff(): number | null {
  const offset = me.value?.clock_offset ?? null;
  return offset !== null && Math.abs(offset) > CLOCK_SKEW ? offset : null;
}

function ClockBanner() {
  const offset = clockOff();
  if (offset === null) return null;
  const minutes = Math.round(Math.abs(offset) / 60_000);
  const unit = minutes < 120 ? 60 : minutes < 2 * 1_440 ? 3_600 : 86_400;
  const time = duration(Math.round(minutes * 60 / unit) * unit, language.value);
  return html`
    <div class="banner banner-warning">
      <${Icon} name="warning" />
      <p>${t(offset > 0 ? "banner.clock_behind" : "banner.clock_ahead", { time })}</p>
    </div>
  `;
}

function NoticeBanner({ notice }: { notice: Notice }) {
  return html`
    <div class="banner banner-${notice.level}">
      <${Icon} name="warning" />
      <p>${noticeText(notice.text, notice.args)}</p>
      <button class="icon-button small" type="button" aria-label=${t("common.dismiss")} title=${t("common.dismiss")}
        onClick=${() => dismissNotice(notice.id)}><${Icon} name="close" /></button>
    </div>
  `;
}
