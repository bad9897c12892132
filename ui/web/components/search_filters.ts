import { html } from "../html.ts";
import { changeFilters, clearFilters, filtered, type Filters, filters, filtersShown } from "../state/global_search.ts";
import { partnerList, t } from "../state/store.ts";

/** Below the field, when it is asked for: whose messages, which way, what kind, from when to when. */
export function SearchFilters() {
  if (!filtersShown.value) return null;
  const { conversation, direction, kind, since, until } = filters.value;
  const people = partnerList.value.map(({ key, name }) => [key, name] as const);
  return html`
    <fieldset class="search-filters">
      <legend class="unseen">${t("search.filters")}</legend>
      <${Choice} label=${t("search.who")} value=${conversation} name="conversation" options=${[
        ["", t("search.who_any")],
        ...people,
      ]} />
      <${Choice} label=${t("search.kind")} value=${kind} name="kind" options=${[
        ["", t("search.kind_any")],
        ["link", t("search.kind_link")],
        ["file", t("search.kind_file")],
      ]} />
      <${Choice} label=${t("search.direction")} value=${direction} name="direction" options=${[
        ["", t("search.direction_any")],
        ["in", t("search.direction_in")],
        ["out", t("search.direction_out")],
      ]} />
      <span class="filter-dates">
        <${Day} label=${t("search.since")} name="since" value=${since} max=${until} />
        <${Day} label=${t("search.until")} name="until" value=${until} min=${since} />
      </span>
      ${filtered.value &&
        html`<button class="link-button" type="button" onClick=${clearFilters}>${t("search.filters_clear")}</button>`}
    </fieldset>
  `;
}

interface ChoiceProps {
  readonly label: string;
  readonly name: keyof Filters;
  readonly value: string | null;
  readonly options: readonly (readonly [value: string, text: string])[];
}

function Choice({ label, name, value, options }: ChoiceProps) {
  const choose = (event: Event) => {
    const chosen = (event.target as HTMLSelectElement).value;
    changeFilters({ [name]: chosen === "" ? null : chosen });
  };
  return html`
    <label class="filter">
      <span>${label}</span>
      <select value=${value ?? ""} onChange=${choose}>
        ${options.map(([value, text]) => html`<option key=${value} value=${value}>${text}</option>`)}
      </select>
    </label>
  `;
}

interface DayProps {
  readonly label: string;
  readonly name: "since" | "until";
  readonly value: string;
  readonly min?: string;
  readonly max?: string;
}

function Day({ label, name, value, min, max }: DayProps) {
  return html`
    <label class="filter">
      <span>${label}</span>
      <input type="date" value=${value} min=${min || undefined} max=${max || undefined}
        onChange=${(event: Event) => changeFilters({ [name]: (event.target as HTMLInputElement).value })} />
    </label>
  `;
}
