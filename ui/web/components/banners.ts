import type { Notice } from "../../api.ts";
import { daysBetween, fullDate } from "../format/time.ts";
import { html } from "../html.ts";
import { dismissNotice } from "../state/actions.ts";
import { noticeText } from "../state/errors.ts";
import { connect } from "../state/program.ts";
import { language, me, notices, programLink, t, today, unstored } from "../state/store.ts";
import { Icon } from "./icon.ts";

/** ID-8: from this many days before the end of the certificate on. */
const WARN_DAYS = 30;

/** What the user must know, above everything else. */
export function Banners() {
  return html`
    <div class="banners" role="status">
      <${ProgramBanner} />
      <${CertificateBanner} />
      ${notices.value.map((notice) => html`<${NoticeBanner} key=${notice.id} notice=${notice} />`)}
    </div>
  `;
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

function CertificateBanner() {
  const self = me.value;
  if (self === null) return null;
  const days = daysBetween(today.value, self.valid_until);
  if (days > WARN_DAYS) return null;
  const over = self.valid_until <= today.value;
  const text = over
    ? t("banner.certificate_over", { date: fullDate(self.valid_until, language.value) })
    : t("banner.certificate_soon", { count: days });
  return html`
    <div class="banner banner-${over ? "error" : "warning"}">
      <${Icon} name="warning" />
      <p>${text}</p>
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
