/** Methods of the API about the files of the profile; `chat/` has no disk. */
import { ChatError, type MessengerParts, type Tickets } from "../chat/mod.ts";
import { exportIdentity, renewalRequest } from "../crypto/mod.ts";
import type { Me, Ticket } from "../ui/api.ts";
import { backupBytes, backupName, fromBackup } from "./backup_files.ts";
import { changePassphrase, MIN_PASSPHRASE } from "./change_passphrase.ts";
import type { CliContext } from "./context.ts";
import { identityFile, installLeaf, newLeafByOwnAuthority, takenIdentity, takenLeaf } from "./identity_files.ts";
import { coded } from "./profile_errors.ts";
import type { Profile } from "./profile.ts";
import type { Uploads } from "./uploads.ts";

export interface ProfileHost {
  readonly context: CliContext;
  readonly tickets: Tickets;
  readonly uploads: Uploads;
  /** As it is open now. */
  profile(): Profile;
  /** Close it, change its files, open it with this pass-phrase; the window is asked when it is another. */
  restart(change: () => Promise<void>, passphrase?: string): Promise<void>;
  /** Who I am, once it runs again. */
  me(): Promise<Me>;
}

type ProfileMethods = Required<Omit<NonNullable<MessengerParts["profile"]>, "unlock" | "lock" | "active">>;

export function profileMethods(host: ProfileHost): ProfileMethods {
  const { context: { dataDir, now }, tickets, uploads } = host;
  const offer = (file_name: string, body: () => AsyncIterable<Uint8Array>): Ticket =>
    tickets.offer({ file_name, type: "application/octet-stream", body: () => ReadableStream.from(body()) });
  const renewed = async (leaf: string) => {
    await host.restart(() => installLeaf(dataDir, leaf), host.profile().passphrase);
    return await host.me();
  };

  return {
    backup: ({ passphrase }) => {
      checkLength(passphrase);
      return offer(backupName(host.profile(), now()), () => backupBytes(dataDir, host.profile(), passphrase));
    },
    upload_begin: () => uploads.begin(),
    restore: ({ ticket, passphrase }) =>
      coded(async () => {
        assertNobodyMet(host.profile());
        const restored = await using(uploads, ticket, (file) => fromBackup(dataDir, file, passphrase));
        assertNobodyMet(host.profile());
        await host.restart(() => restored.decide(now()), passphrase);
        uploads.forget(ticket);
        return null;
      }),
    identity_export: ({ passphrase }) =>
      coded(async () => {
        checkLength(passphrase);
        const { identity, passphrase: profilePassphrase } = host.profile();
        const bytes = await exportIdentity(dataDir, { format: "p12", passphrase, profilePassphrase });
        return offer(`parley-${identity.id}.p12`, () => once(bytes));
      }),
    identity_import: ({ ticket, passphrase }) =>
      coded(async () => {
        assertNobodyMet(host.profile());
        const own = host.profile().passphrase;
        const bundle = await using(uploads, ticket, identityFile);
        const taken = await takenIdentity(dataDir, bundle, { passphrase, own });
        await host.restart(() => taken.decide(now()), own);
        uploads.forget(ticket);
        return null;
      }),
    passphrase_set: ({ current, next }) =>
      coded(async () => {
        const is = host.profile().passphrase;
        if (is !== undefined && is.normalize("NFC") !== current?.normalize("NFC")) {
          throw new ChatError("wrong-passphrase", "the pass-phrase is not this");
        }
        if (next !== null) checkLength(next);
        const change = { current: is, next: next ?? undefined };
        await host.restart(() => changePassphrase(dataDir, change), change.next);
        return null;
      }),
    identity_renew: ({ name }) =>
      coded(async () => {
        const { identity, passphrase } = host.profile();
        return await renewed(
          await newLeafByOwnAuthority(dataDir, identity, { name, passphrase, now: new Date(now()) }),
        );
      }),
    identity_request: () => coded(async () => ({ pem: await renewalRequest(dataDir, host.profile().passphrase) })),
    identity_install: ({ pem }) =>
      coded(async () => {
        const { passphrase } = host.profile();
        return await renewed(await takenLeaf(dataDir, pem, passphrase, new Date(now())));
      }),
  };
}

function checkLength(passphrase: string): void {
  if (passphrase.length >= MIN_PASSPHRASE) return;
  throw new ChatError("bad-request", `pass-phrase: shorter than ${MIN_PASSPHRASE} characters`);
}

/** A profile that has met somebody is not put away by a click. */
function assertNobodyMet({ history }: Profile): void {
  if (history.contacts().length === 0) return;
  throw new ChatError("not-empty", "the profile has contacts: only an empty one can be replaced");
}

async function using<T>(uploads: Uploads, ticket: string, use: (file: AsyncIterable<Uint8Array>) => Promise<T>) {
  using file = await uploads.open(ticket);
  return await use(file.readable);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
