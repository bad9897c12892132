/** TXT-10: notifications. The browser's own are replaced by a list, since a headless one shows none. */
import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { changeFile, finishFile, receiveFile, wroteFile } from "../../support/fake/files.ts";
import { hear, room } from "../../support/fake/rooms.ts";
import { FAKE_OPTIONS } from "../../support/fake/values.ts";
import { open, testWindow, waitForAnswer, type World } from "../../support/window.ts";

interface Shown {
  title: string;
  body: string;
  tag: string;
}

/** What the page would show is kept. */
async function keepShown(page: Page): Promise<void> {
  await page.evaluate(() => {
    const shown: unknown[] = [];
    class Fake {
      static permission = "granted";
      onclick: (() => void) | null = null;
      constructor(readonly title: string, options: { body: string; tag: string }) {
        shown.push({ title, body: options.body, tag: options.tag });
        (globalThis as unknown as { last: Fake }).last = this;
      }
      close() {}
    }
    Object.assign(globalThis, { Notification: Fake, shown });
  });
}

/** Nothing of the page is looked at. */
async function away({ page }: World): Promise<void> {
  await keepShown(page);
  await page.evaluate(() => {
    document.hasFocus = () => false;
    dispatchEvent(new Event("blur"));
  });
}

const shown = (page: Page) => page.evaluate(() => (globalThis as unknown as { shown: Shown[] }).shown);
const shows = (page: Page, count: number) =>
  page.waitForFunction((n) => (globalThis as unknown as { shown: unknown[] }).shown.length === n, count);

testWindow("TXT-10: whoever looks elsewhere", [
  [
    "is told who wrote what, once, and a click leads there",
    { options: { permissions: ["notifications"] } },
    async (world) => {
      const { page, backend, boris } = world;
      await away(world);
      const message = backend.receive(boris, "are you there?");
      await shows(page, 1);
      assertEquals(await shown(page), [{ title: "Boris", body: "are you there?", tag: boris }]);
      backend.push({ type: "message", message: { ...message, text: "are you here?", edited_at: Date.now() } });
      backend.receive(boris, "hello?");
      await shows(page, 2);
      await page.evaluate(() => (globalThis as unknown as { last: { onclick(): void } }).last.onclick());
      await page.locator(".bubble", { hasText: "hello?" }).waitFor();
    },
  ],
  ["reads no text there when that was switched off", {
    options: { permissions: ["notifications"] },
    prepare: (backend) => backend.settings.notification_text = false,
  }, async (world) => {
    await away(world);
    world.backend.receive(world.boris, "a secret");
    await shows(world.page, 1);
    assertEquals((await shown(world.page))[0].body, "New message");
  }],
  ["hears nothing of who is muted, closed or archived", {
    options: { permissions: ["notifications"] },
    prepare: (backend) => {
      for (const what of ["muted", "closed", "archived"]) {
        const { key, options } = backend.person(what);
        backend.contacts.set(key, { ...backend.contacts.get(key)!, options: { ...options, [what]: true } });
      }
    },
  }, async (world) => {
    const { page, backend, boris } = world;
    await away(world);
    for (const { key } of backend.contacts.values()) if (key !== boris) backend.receive(key, "psst");
    backend.receive(boris, "the last one");
    await shows(page, 1);
    assertEquals((await shown(page))[0].title, "Boris");
  }],
  ["ROOM-2: is told who wrote in which room, and of a muted one only that they are named", {
    options: { permissions: ["notifications"] },
    prepare: (backend) => {
      const [boris] = backend.contacts.values();
      room(backend, "Team", [boris]);
      room(backend, "Noise", [boris], { options: { ...FAKE_OPTIONS, muted: true } });
    },
  }, async (world) => {
    const { page, backend } = world;
    await away(world);
    const [team, noise] = backend.rooms.values();
    const [boris] = backend.contacts.values();
    hear(backend, noise, boris, "lalala");
    hear(backend, team, boris, "lunch?");
    hear(backend, noise, boris, "@Anna Weber!", { mention: true });
    await shows(page, 2);
    assertEquals((await shown(page)).map(({ title, body, tag }) => [title, body, tag]), [
      ["Boris in Team", "lunch?", team.key],
      ["Boris in Noise", "@Anna Weber!", noise.key],
    ]);
    await page.waitForFunction(() => document.title === "(1) Anna Weber – Parley");
    const invited = { state: "invited", invited_by: "Boris", added_at: Date.now() } as const;
    backend.push({ type: "room", room: room(backend, "Chess", [boris], invited) });
    backend.push({ type: "room", room: room(backend, "Long ago", [boris], { ...invited, added_at: 1 }) });
    backend.change([...backend.rooms.keys()][2], { members: 5 });
    await shows(page, 3);
    assertEquals((await shown(page)).slice(2).map(({ title, body }) => [title, body]), [
      ["Chess", "Boris invites you to this room"],
    ]);
  }],
  ["FILE-8: is told that a file is offered and that it has come, and no word between", {
    options: { permissions: ["notifications"] },
  }, async (world) => {
    const { page, backend, boris } = world;
    await away(world);
    const { id } = receiveFile(backend, boris, "plan\u202egpj.exe", { size: 12 * 1_048_576 });
    await shows(page, 1);
    assertEquals(await shown(page), [{
      title: "Boris",
      body: "Sends you a file: plan_gpj.exe (12 MB)",
      tag: boris,
    }]);
    changeFile(backend, boris, id, { state: "waiting" });
    changeFile(backend, boris, id, { state: "failed", reason: "no-space", ended_by: "me" });
    changeFile(backend, boris, id, { state: "running" });
    finishFile(backend, boris, id);
    finishFile(backend, boris, id); // an edit of its message comes the same way
    await shows(page, 2);
    assertEquals((await shown(page))[1].body, "File received: plan_gpj.exe");
    const { id: taken } = receiveFile(backend, boris, "by itself.txt", { state: "waiting" });
    finishFile(backend, boris, taken);
    await shows(page, 3);
    assertEquals((await shown(page))[2].body, "File received: by itself.txt");
  }],
  ["FILE-8: reads no name of a file when that was switched off, and hears nothing of files sent or long there", {
    options: { permissions: ["notifications"] },
    prepare: (backend) => backend.settings.notification_text = false,
  }, async (world) => {
    const { page, backend, boris } = world;
    await away(world);
    const own = wroteFile(backend, boris, "out", "own.txt");
    finishFile(backend, boris, own.id);
    const old = wroteFile(backend, boris, "in", "old.txt");
    finishFile(backend, boris, old.id, { ended_at: Date.now() - 3_600_000 });
    const { id } = receiveFile(backend, boris, "secret.txt");
    finishFile(backend, boris, id);
    await shows(page, 2);
    assertEquals((await shown(page)).map(({ body }) => body), ["Sends you a file", "File received"]);
  }],
  ["sees a dot in the tab's picture while something is unread", {}, async ({ page, backend, boris }) => {
    backend.receive(boris, "one");
    await page.waitForFunction(() =>
      document.querySelector<HTMLLinkElement>("link[rel=icon]")!.href.startsWith("data:")
    );
    await open(page, "Boris");
    await page.waitForFunction(() =>
      document.querySelector<HTMLLinkElement>("link[rel=icon]")!.href.endsWith("icon.svg")
    );
  }],
]);

testWindow("TXT-10: whoever has the conversation before their eyes", [
  ["is not told of what they see", { options: { permissions: ["notifications"] } }, async (world) => {
    const { page, backend, boris } = world;
    const carol = backend.person("Carol").key;
    await open(page, "Boris");
    await away(world);
    await page.evaluate(() => {
      document.hasFocus = () => true;
      dispatchEvent(new Event("focus"));
    });
    backend.receive(boris, "seen at once");
    backend.push({ type: "contact", contact: backend.contacts.get(carol)! });
    backend.receive(carol, "from elsewhere");
    await shows(page, 1);
    assertEquals((await shown(page))[0].title, "Carol");
  }],
]);

/** Every window holds the lock of its life, one that of the speaker, and those of others are waited for. */
const alone = (page: Page) =>
  waitForAnswer(page, async () => {
    const { held, pending } = await navigator.locks.query();
    return held!.length === 2 && pending!.length === 0;
  });

testWindow("TXT-10: whoever has two windows", [
  ["is told once, and not of what they see in one of them, whichever was there first", {
    options: { permissions: ["notifications"] },
  }, async (world) => {
    const { page, backend, boris, server } = world;
    const carol = backend.person("Carol").key;
    backend.push({ type: "contact", contact: backend.contacts.get(carol)! });
    await open(page, "Boris");
    await page.evaluate(() => document.hasFocus = () => true);
    await page.evaluate(() => dispatchEvent(new Event("focus")));
    const second = await page.context().newPage();
    await second.goto(server.url);
    await second.locator(".contact", { hasText: "Carol" }).waitFor();
    // The first one speaks for both, although only the second is loaded while somebody looks at the first.
    const windows = [page, second];
    for (const each of windows) await keepShown(each);
    backend.receive(boris, "seen in the first window");
    backend.receive(carol, "seen nowhere");
    await shows(page, 1);
    await second.locator(".contact", { hasText: "seen nowhere" }).waitFor();
    assertEquals(await shown(second), []);
    assertEquals((await shown(page))[0].title, "Carol");
    // When the speaker dies without a word, the other one speaks; nobody looks at Boris any more.
    await page.evaluate(() => BroadcastChannel.prototype.postMessage = () => {});
    await page.close();
    await alone(second);
    backend.receive(boris, "seen nowhere now");
    await shows(second, 1);
    assertEquals((await shown(second))[0].title, "Boris");
  }],
  ["is told nothing when they switched it off", {
    options: { permissions: ["notifications"] },
    prepare: (backend) => backend.settings.notifications = false,
  }, async (world) => {
    await away(world);
    world.backend.receive(world.boris, "silence");
    await world.page.locator(".contact", { hasText: "silence" }).waitFor();
    assertEquals(await shown(world.page), []);
  }],
]);

/** What the browser says about notifications before anybody was asked, and what it answers. */
const undecided = (page: Page, answer: string) =>
  page.addInitScript((answer) => {
    class Undecided {
      static permission = "default";
      static requestPermission() {
        Undecided.permission = answer;
        return Promise.resolve(answer);
      }
    }
    Object.assign(globalThis, { Notification: Undecided });
  }, answer);

const offer = (page: Page) => page.getByRole("complementary", { name: "Be told of new messages?" });

testWindow("TXT-10: whoever was never asked", [
  ["gets a calm offer once somebody has written, and the browser asks only after the click", {}, async (world) => {
    const { page, backend, boris } = world;
    await undecided(page, "granted");
    await page.reload();
    await page.locator(".me").waitFor();
    assertEquals(await offer(page).count(), 0);
    backend.receive(boris, "hello");
    await offer(page).getByRole("button", { name: "Allow" }).click();
    await offer(page).waitFor({ state: "detached" });
    assertEquals(await page.evaluate(() => Notification.permission), "granted");
  }],
  ["is not offered it again after declining", {
    prepare: (backend, boris) => backend.wrote(boris, "in", "hello"),
  }, async ({ page }) => {
    await undecided(page, "granted");
    await page.reload();
    await offer(page).getByRole("button", { name: "Not now" }).click();
    await offer(page).waitFor({ state: "detached" });
    await page.reload();
    await page.locator(".contact", { hasText: "hello" }).waitFor();
    assertEquals(await offer(page).count(), 0);
    assertEquals(await page.evaluate(() => Notification.permission), "default");
  }],
]);
