/** What the fake program answers about people and trust. */
import { encode } from "uqr";
import type { Contact, IdLookup, PeerKey, Safety, TrustRow } from "../../../ui/api.ts";
import { type FakeBackend, FakeRefusal, type Handlers } from "../fake_backend.ts";

/** Largest number there is: 40 bits. */
const ID_MAX = 2 ** 40 - 1;
const MAX_NAME_LENGTH = 64;

/** The authority of a workplace: whoever has a number from it may be added by number. */
export const TEAM: TrustRow = { root: "c4".repeat(32), name: "Lab 4", scope: "members", ids: [] };

export function peopleHandlers(fake: FakeBackend): Handlers {
  const addresses = new Set<string>();
  const contact = (key: PeerKey): Contact => {
    const found = fake.contacts.get(key);
    if (found === undefined) throw new FakeRefusal("not-found");
    return found;
  };
  const trust = (): TrustRow[] => [{ root: fake.me.root, name: fake.me.root_name, scope: "members", ids: [] }, TEAM];
  const lookup = (id: string): IdLookup => ({
    problem: problemOf(id, fake.me.id),
    found: [...fake.contacts.values()].filter((contact) => contact.id === id),
    roots: trust().filter(({ scope }) => scope === "members"),
  });
  return {
    contacts: () => [...fake.contacts.values()],
    resolve: ({ peer }) => {
      const found = [...fake.contacts.values()].filter(({ id, name, state }) =>
        state !== "request" && (id === peer || name === peer)
      );
      if (found.length > 1) throw new FakeRefusal("ambiguous");
      if (found.length === 0) throw new FakeRefusal("not-found");
      return { conversation: found[0].key };
    },
    contact_rename: ({ conversation, name }) => {
      const alias = name.trim().slice(0, MAX_NAME_LENGTH);
      return fake.changeContact(conversation, { name: alias === "" ? contact(conversation).own_name : alias });
    },
    contact_options: ({ conversation, options }) => {
      const before = contact(conversation).options;
      const after = { ...before, ...options };
      const changed = fake.changeContact(conversation, { options: after });
      if (after.keep_history !== before.keep_history) fake.push({ type: "cleared", conversation });
      return changed;
    },
    contact_block: ({ conversation, blocked }) =>
      fake.changeContact(conversation, { blocked, state: blocked ? "blocked" : "active", key_changed: false }),
    contact_accept: ({ conversation }) => {
      if (contact(conversation).state !== "request") throw new FakeRefusal("not-found");
      return fake.changeContact(conversation, { state: "active" });
    },
    contact_lookup: ({ id }) => lookup(id),
    contact_add: ({ id, root, name, address }) => {
      const { problem, roots } = lookup(id);
      if (problem !== null || address !== undefined && !/:\d+$/.test(address)) throw new FakeRefusal("bad-request");
      if (!roots.some((row) => row.root === root)) throw new FakeRefusal("not-found");
      const known = fake.contacts.get(`${id}.${root}`);
      if (known !== undefined) return known;
      const added = fake.person(name ?? id, { id, root, presence: "offline", transport: null, since: null });
      fake.push({ type: "contact", contact: added });
      return added;
    },
    safety: ({ conversation }) => safetyOf(contact(conversation)),
    contact_verify: ({ conversation, verified }) => fake.changeContact(conversation, { verified }),
    key_answer: ({ conversation, accept }) =>
      fake.changeContact(conversation, {
        key_changed: false,
        verified: false,
        ...(accept ? {} : { blocked: true, state: "blocked" }),
      }),
    trust_list: trust,
    addresses: () => [...addresses],
    address_add: ({ address }) => {
      if (!/^\S+:\d{1,5}$/.test(address)) throw new FakeRefusal("bad-request");
      addresses.add(address);
      return null;
    },
    address_remove: ({ address }) => {
      if (!addresses.delete(address)) throw new FakeRefusal("not-found");
      return null;
    },
    reconnect: () => null,
  };
}

function problemOf(id: string, mine: string): IdLookup["problem"] {
  if (id === "") return "empty";
  if (!/^\d+$/.test(id)) return "not-digits";
  if (id.length > String(ID_MAX).length) return "too-long";
  if (Number(id) < 1 || Number(id) > ID_MAX) return "out-of-range";
  return id === mine ? "self" : null;
}

/** Sixty digits that depend on the number and on whether the key is the new one; the same at each start. */
function digitsOf(id: string, keys: number): string {
  let state = BigInt(id) + BigInt(keys) * 1_000_003n;
  return Array.from({ length: 60 }, () => {
    state = (state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n) % (1n << 64n);
    return String(state >> 60n & 7n);
  }).join("");
}

function numberOf(id: string, keys: number) {
  const digits = digitsOf(id, keys);
  const text = `parley-safety:1:${digits}`;
  const qr = encode(text, { ecc: "M", border: 0 }).data.map((row) => row.map((dark) => dark ? "1" : "0").join(""));
  return { digits, text, qr };
}

function safetyOf({ id, presence, verified, key_changed }: Contact): Safety {
  if (presence === "pairing") throw new FakeRefusal("not-found");
  return { ...numberOf(id, 1), verified, changed: key_changed ? numberOf(id, 2) : null };
}
