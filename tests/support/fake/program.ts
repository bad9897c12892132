/** What the fake program answers about itself, its settings and its files. */
import type { LimitRow, Me, PeerKey } from "../../../ui/api.ts";
import { type FakeBackend, FakeRefusal, type Handlers } from "../fake_backend.ts";

const YEAR = 365 * 86_400_000;

/** The pass-phrase the fake profile has when `me.passphrase` is set by a test. */
export const FAKE_PASSPHRASE = "long enough";

export const FAKE_REQUEST = "-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n";

export function programHandlers(fake: FakeBackend): Handlers {
  let passphrase = FAKE_PASSPHRASE;
  const changeMe = (change: Partial<Me>): Me => {
    fake.me = { ...fake.me, ...change };
    fake.push({ type: "me", me: fake.me });
    return fake.me;
  };
  const renewed = (): Partial<Me> => ({
    expiry: "valid",
    revoked: false,
    valid_until: fake.now + YEAR,
    fingerprint: "c1".repeat(32),
  });
  const limitRow = (key: PeerKey): LimitRow => {
    const { id, name, messages_left, files_left } = fake.contacts.get(key)!;
    return {
      conversation: key,
      peer: id,
      name,
      messages: messages_left,
      files: files_left,
      messages_spent: 0,
      files_spent: 0,
    };
  };
  const unlockedBy = (given: string | undefined) => {
    if (given !== passphrase) throw new FakeRefusal("wrong-passphrase");
  };
  const takenFile = (ticket: string, given: string) => {
    if (fake.contacts.size > 0) throw new FakeRefusal("not-empty");
    if (!fake.files.get(ticket)?.text.startsWith("whole")) throw new FakeRefusal("bad-file");
    if (given !== FAKE_PASSPHRASE) throw new FakeRefusal("wrong-passphrase");
  };
  const startAgain = (change: () => void) => {
    change();
    fake.push({ type: "snapshot", snapshot: fake.snapshot() });
  };
  return {
    status: () => ({
      id: fake.me.id,
      name: fake.me.name,
      fingerprint: fake.me.fingerprint,
      port: fake.me.port,
      addresses: fake.me.addresses,
      ui_url: "",
      links: [],
      outbox:
        [...fake.messages.values()].flat().filter(({ direction, status }) =>
          direction === "out" && (status === "queued" || status === "sent")
        ).length,
      notices: [],
      pid: 1,
      version: fake.me.version,
      running: true,
      revoked: fake.me.revoked,
    }),
    limits: ({ conversation }) =>
      (conversation === undefined ? [...fake.contacts.keys()] : [conversation]).map(limitRow),
    limits_grant: ({ conversation, messages, files }) => {
      const { messages_left, files_left } = fake.contacts.get(conversation)!;
      const left = {
        messages_left: messages === undefined ? messages_left : messages,
        files_left: files === undefined ? files_left : files,
      };
      fake.changeContact(conversation, left);
      fake.push({ type: "limit", conversation, ...left });
      return limitRow(conversation);
    },
    clear_history: ({ conversation }) => {
      const keys = conversation === undefined ? [...fake.contacts.keys()] : [conversation];
      let removed = 0;
      for (const key of keys) {
        removed += fake.messages.get(key)?.splice(0).length ?? 0;
        fake.contacts.set(key, { ...fake.contacts.get(key)!, last: null, unread: 0 });
      }
      fake.push({ type: "cleared", conversation: conversation ?? null });
      return { removed };
    },
    history_export: ({ conversation, format }) => {
      const name = conversation === undefined ? "parley" : fake.contacts.get(conversation)!.id;
      return fake.ticket(`${name}.${format}`, `history as ${format}`);
    },
    identity_renew: ({ name }) => {
      if (fake.me.renewal !== "own") throw new FakeRefusal("not-yours");
      return changeMe({ ...renewed(), ...(name === undefined ? {} : { name }) });
    },
    identity_request: () => ({ pem: FAKE_REQUEST }),
    identity_install: ({ pem }) => {
      if (!pem.includes("BEGIN CERTIFICATE")) throw new FakeRefusal("bad-file");
      return changeMe(renewed());
    },
    identity_export: () => fake.ticket("anna-weber.p12", "a key"),
    backup: () => fake.ticket("anna-weber.parley-backup", "everything"),
    upload_begin: () => fake.ticket("upload"),
    passphrase_set: ({ current, next }) => {
      if (fake.me.passphrase) unlockedBy(current);
      passphrase = next ?? FAKE_PASSPHRASE;
      changeMe({ passphrase: next !== null });
      return null;
    },
    restore: ({ ticket, passphrase: given }) => {
      takenFile(ticket, given);
      startAgain(() => {
        fake.me = { ...fake.me, name: "Anna as before" };
        fake.person("Somebody from before");
      });
      return null;
    },
    identity_import: ({ ticket, passphrase: given }) => {
      takenFile(ticket, given);
      startAgain(() => fake.me = { ...fake.me, name: "Anna of the file" });
      return null;
    },
    unlock: ({ passphrase: given }) => {
      unlockedBy(given);
      fake.locked = null;
      fake.push({ type: "snapshot", snapshot: fake.snapshot() });
      return null;
    },
    lock: () => {
      fake.locked = "idle";
      fake.push({ type: "locked", why: fake.locked });
      return null;
    },
  };
}
