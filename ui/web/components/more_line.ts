import { useEffect, useRef } from "preact/hooks";
import { html } from "../html.ts";
import { t } from "../state/store.ts";

/** The end of what was loaded: comes into sight shortly before it is reached. @param within a selector of what scrolls */
export function MoreLine({ within, onMore }: { within: string; onMore: () => void }) {
  const place = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    const root = place.current!.closest(within);
    const watch = new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && onMore(), {
      root,
      rootMargin: "400px",
    });
    watch.observe(place.current!);
    return () => watch.disconnect();
  }, []);
  return html`<p class="loading" ref=${place}>${t("chat.loading")}</p>`;
}
