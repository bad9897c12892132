/** ID-5, ID-9, ID-12: a program that waits for its pass-phrase, is locked and unlocked, renews its certificate in place. */
import { assert, assertEquals, assertNotEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { CaDir } from "../../crypto/mod.ts";
import { ApiCallError, type ApiClient, connectToNode } from "../../ui/server/mod.ts";
import { filesWith } from "../support/contents.ts";
import { linked, pair, type Person, until } from "../support/node_process.ts";
import { Folders } from "../support/profiles.ts";

const PASSPHRASE = "profile pass-phrase";

async function clientOf(person: Person): Promise<ApiClient> {
  const client = await connectToNode(person.dataDir);
  if (client === undefined) throw new Error(`"${person.name}" does not answer`);
  return client;
}

async function codeOf(call: Promise<unknown>): Promise<string> {
  return (await assertRejects(() => call, ApiCallError)).code;
}

Deno.test("a pass-phrase set while people talk seals what was said; the next start waits for it and tells nothing before", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  await using boris = await folders.person("Boris");
  const { id, port } = await anna.start();
  await boris.start();
  await pair(anna, boris);
  assertEquals((await boris.cli(["send", "Anna", "a-word-to-look-for", "--wait", "30"])).code, 0);
  const client = await clientOf(anna);
  assertEquals(await codeOf(client.call("passphrase_set", { next: "short" })), "bad-request");
  await client.call("passphrase_set", { next: PASSPHRASE });
  assertEquals((await client.call("snapshot", {})).me.passphrase, true);
  for (const secret of ["a-word-to-look-for", PASSPHRASE]) assertEquals(await filesWith(anna.dataDir, secret), []);
  await linked(anna, boris);
  assertEquals((await boris.cli(["send", "Anna", "second", "--wait", "30"])).code, 0);
  client.close();
  await anna.kill();

  const locked = await anna.start("--port", String(port));
  assertEquals(locked.event, "locked");
  const waiting = await clientOf(anna);
  assertEquals(await codeOf(waiting.call("snapshot", {})), "locked");
  assertEquals(await codeOf(waiting.call("contacts", {})), "locked");
  assertEquals(await codeOf(waiting.call("backup", { passphrase: PASSPHRASE })), "locked");
  const status = await waiting.call("status", {});
  assertEquals([status.id, status.outbox, status.links, status.running], [id, 0, [], true]);
  const second = await anna.cli(["run", "--json", "--no-open"]);
  assertStringIncludes(JSON.parse(second.stdout).ui_url, "/launch?token=");
  const told = await anna.cli(["history", "Boris", "--lang", "ru"]);
  assertEquals([told.code, told.stdout], [1, ""]);
  assertStringIncludes(told.stderr, "программа закрыта");
  assertEquals(await codeOf(waiting.call("unlock", { passphrase: "not this one" })), "wrong-passphrase");
  await waiting.call("unlock", { passphrase: PASSPHRASE });
  assertEquals([(await anna.unlocked()).id, anna.ready!.port], [id, port]);
  await linked(anna, boris);
  const said = await anna.json<{ text: string }>("history", "Boris");
  assertEquals(said.map(({ text }) => text), ["a-word-to-look-for", "second"]);

  await waiting.call("lock", {});
  assertEquals(await codeOf(waiting.call("contacts", {})), "locked");
  assertEquals((await boris.cli(["send", "Anna", "while locked", "--wait", "30"])).code, 0);
  await waiting.call("unlock", { passphrase: PASSPHRASE });
  assertEquals((await anna.json<{ text: string }>("history", "Boris")).at(-1)!.text, "while locked");
  assertEquals(await codeOf(waiting.call("passphrase_set", { current: "wrong", next: null })), "wrong-passphrase");
  await waiting.call("passphrase_set", { current: PASSPHRASE, next: null });
  assertEquals((await waiting.call("snapshot", {})).me.passphrase, false);
  waiting.close();
  await anna.stop();
  assertEquals((await anna.start()).event, "ready");
});

Deno.test("a certificate is renewed in place: same number, same keys for the others, another name if wanted", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  await using boris = await folders.person("Boris");
  const { port } = await anna.start();
  await boris.start();
  await pair(anna, boris);
  const client = await clientOf(anna);
  const before = (await client.call("snapshot", {})).me;
  const me = await client.call("identity_renew", { name: "Anna Nova" });
  assertEquals([me.id, me.name, me.renewal, me.port], [before.id, "Anna Nova", "own", port]);
  assertNotEquals(me.fingerprint, before.fingerprint);
  assert(me.valid_until >= before.valid_until);
  await linked(anna, boris);
  await until("Boris to see the new name", async () => {
    const [contact] = await boris.json<{ name: string; key_changed?: boolean }>("contacts");
    return contact.name === "Anna Nova" && contact.key_changed !== true;
  });
  assertEquals((await anna.cli(["send", "Boris", "still me", "--wait", "30"])).code, 0);
  client.close();
  await anna.stop();
  assertEquals((await anna.json<{ name: string }>("identity", "show"))[0].name, "Anna Nova");
});

Deno.test("a team's certificate: a request goes out, what the authority signs is taken in, anything else is refused", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  await using boris = await folders.person("Boris");
  await anna.start();
  const request = folders.path("request.pem");
  assertEquals((await anna.cli(["identity", "renew", "--request", request])).code, 0);
  const csr = await Deno.readTextFile(request);
  const client = await clientOf(anna);
  const { id } = (await client.call("snapshot", {})).me;
  // Anna's own authority plays the team's: only its holder can sign.
  const own = await CaDir.open(`${anna.dataDir}/ca`);
  const stranger = await CaDir.open(`${boris.dataDir}/ca`);
  const otherNumber = (await own.sign(csr, { now: new Date() })).leaf;
  const otherRoot = (await stranger.sign(csr, { now: new Date() })).leaf;
  const otherKey = (await own.issue({ name: "X", now: new Date(), bits: 2048 })).leaf;
  const over = (await own.renew(id, { now: new Date(Date.now() - 20 * 86_400_000), days: 10 })).leaf;
  for (const pem of [otherNumber, otherRoot, otherKey, over, csr, "nothing"]) {
    assertEquals(await codeOf(client.call("identity_install", { pem })), "bad-file");
  }
  const { leaf, serial } = await own.renew(id, { now: new Date(), days: 700 });
  const answer = folders.path("answer.pem");
  await Deno.writeTextFile(answer, `${own.root.certificate}\n${leaf}`);
  const installed = await anna.cli(["identity", "renew", "--cert", answer, "--json"]);
  assertEquals(installed.code, 0, installed.stderr);
  const until = Date.parse(JSON.parse(installed.stdout).valid_until);
  assert(until > Date.now() + 600 * 86_400_000 && serial !== "");
  assertEquals((await client.call("snapshot", {})).me.valid_until, until);
  client.close();
});

Deno.test("an identity goes from one machine to another as a PKCS#12 file, through the windows", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  await using boris = await folders.person("Boris");
  const { id } = await anna.start();
  await boris.start();
  const [one, two] = [await clientOf(anna), await clientOf(boris)];
  assertEquals(await codeOf(one.call("identity_export", { passphrase: "short" })), "bad-request");
  const { ticket, file_name } = await one.call("identity_export", { passphrase: "file pass-phrase" });
  assertStringIncludes(file_name, ".p12");
  const bytes = await Array.fromAsync(one.download(ticket));
  const upload = async () => {
    const { ticket } = await two.call("upload_begin", {});
    await two.upload(
      ticket,
      (async function* () {
        yield* bytes;
      })(),
    );
    return ticket;
  };
  const first = await upload();
  assertEquals(await codeOf(two.call("identity_import", { ticket: first, passphrase: "wrong" })), "wrong-passphrase");
  // The same file once more: nobody uploads again for a slip of the finger.
  await two.call("identity_import", { ticket: first, passphrase: "file pass-phrase" });
  const me = (await two.call("snapshot", {})).me;
  assertEquals([me.id, me.name, me.renewal], [id, "Anna", "request"]);
  assertEquals(await codeOf(two.call("identity_renew", {})), "not-yours");
  one.close();
  two.close();
});
