/** UI-4, FILE-2, FILE-7, ID-11, LIM-2, NET-3, NET-10: what the settings do. */
import { assert, assertEquals } from "@std/assert";
import { FakeRefusal } from "../../support/fake_backend.ts";
import { testWindow } from "../../support/window.ts";
import { banner, field, paramsOf, passphrases, section, switchOf } from "../../support/settings_steps.ts";

testWindow("in the settings a person", [
  ["walks through the sections with the arrows", {}, async ({ page }) => {
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByRole("tab", { name: "General" }).press("ArrowDown");
    await switchOf(page, "Only people in my list may connect").waitFor();
    await page.keyboard.press("End");
    await page.getByRole("tabpanel", { name: "About" }).getByText("Parley 0.1.0").waitFor();
    await page.keyboard.press("ArrowRight");
    await page.getByRole("radio", { name: "Dark" }).waitFor();
  }],
  ["switches what is off and on, and the program keeps it", {}, async ({ page, backend }) => {
    await section(page, "General");
    await switchOf(page, "Show what the message says").click();
    await switchOf(page, "Notifications").click();
    await page.waitForFunction(() => document.querySelectorAll(".toggle input:disabled").length === 1);
    await switchOf(page, "Show me the bits").click();
    await page.getByRole("tab", { name: "Privacy" }).click();
    await switchOf(page, "Only people in my list may connect").click();
    await switchOf(page, "Keep messages of new conversations").click();
    await page.waitForFunction(() => document.querySelectorAll(".toggle input:checked").length === 1);
    await backend.until(() => paramsOf(backend, "settings_set").length === 5);
    const { notifications, notification_text, show_bits, allow_list, keep_history } = backend.settings;
    assertEquals([notifications, notification_text, show_bits, allow_list, keep_history], [
      false,
      false,
      true,
      true,
      false,
    ]);
  }],
  ["FILE-2, FILE-7: says where files go, what is accepted without asking and how fast they leave", {
    prepare: (backend) => backend.settings.auto_accept_mb = 50, // as the command line can
  }, async ({ page, backend }) => {
    await section(page, "Files");
    await page.getByText("/nowhere/downloads").waitFor();
    await page.getByRole("button", { name: "Change…" }).click();
    const picker = page.locator("dialog.picker");
    await picker.getByRole("button", { name: "Documents" }).click();
    await picker.getByText("letter.pdf").waitFor({ state: "detached" });
    await picker.locator("[aria-current=location]", { hasText: "Documents" }).waitFor();
    await picker.locator("footer .primary").click();
    await page.getByRole("tab", { name: "Files", selected: true }).waitFor();
    await page.getByText("/home/anna/Documents").waitFor();
    assertEquals(backend.settings.downloads, "/home/anna/Documents");
    const real = backend.handlers.settings_set!;
    backend.handlers.settings_set = () => {
      throw new FakeRefusal("bad-file");
    };
    await page.getByRole("button", { name: "Change…" }).click();
    await picker.locator("footer .primary").click();
    await page.getByRole("alert").filter({ hasText: "Nothing can be put into this folder." }).waitFor();
    await page.getByText("/home/anna/Documents").waitFor();
    backend.handlers.settings_set = real;
    await page.getByRole("button", { name: "Usual folder" }).click();
    await page.getByText("/nowhere/downloads").waitFor();
    assertEquals(backend.settings.downloads, null);
    assertEquals(await page.getByRole("button", { name: "Usual folder" }).count(), 0);
    const accept = page.getByLabel("Accept files without asking");
    assertEquals(await accept.inputValue(), "50");
    assertEquals(await accept.locator("option").allTextContents(), [
      "Never",
      "Up to 10 MB",
      "Up to 50 MB",
      "Up to 100 MB",
      "Always",
    ]);
    await accept.selectOption("Always");
    const speed = page.getByLabel("Speed of sending");
    assertEquals(await speed.locator("option").allTextContents(), ["No limit", "1 MB/s", "5 MB/s", "20 MB/s"]);
    await speed.selectOption("5 MB/s");
    await backend.until(() => backend.settings.speed_limit !== null);
    assertEquals([backend.settings.auto_accept_mb, backend.settings.speed_limit], [1_000_000, 5_120]);
    await speed.selectOption("No limit");
    await accept.selectOption("Never");
    await backend.until(() => backend.settings.auto_accept_mb === 0);
    assertEquals([backend.settings.auto_accept_mb, backend.settings.speed_limit], [0, null]);
  }],
  ["sees a switch go back, and why, when the program refuses", {}, async ({ page, backend }) => {
    backend.handlers.settings_set = () => {
      throw new FakeRefusal("disk-full");
    };
    await section(page, "Privacy");
    await switchOf(page, "Only people in my list may connect").click();
    await page.keyboard.press("Escape");
    await banner(page, "That did not work: The disk is full").waitFor();
    await section(page, "Privacy");
    assertEquals(await switchOf(page, "Only people in my list may connect").isChecked(), false);
  }],
  ["keeps a second switch as it is when the first is refused", {}, async ({ page, backend }) => {
    const first = Promise.withResolvers<never>();
    backend.handlers.settings_set = ({ allow_list, ...change }) => {
      if (allow_list !== undefined) return first.promise;
      return backend.settings = { ...backend.settings, ...change };
    };
    await section(page, "Privacy");
    await switchOf(page, "Only people in my list may connect").click();
    await page.getByRole("tab", { name: "General" }).click();
    await switchOf(page, "Show me the bits").click();
    await backend.until(() => backend.settings.show_bits);
    assertEquals(await switchOf(page, "Show me the bits").isChecked(), true);
    first.reject(new FakeRefusal("disk-full"));
    await page.keyboard.press("Escape");
    await banner(page, "That did not work: The disk is full").waitFor();
    await section(page, "General");
    assertEquals(await switchOf(page, "Show me the bits").isChecked(), true);
  }],
  ["sees a switch as the program has it when it was pressed twice and neither is taken", {}, async (world) => {
    const { page, backend } = world;
    const answers = [Promise.withResolvers<never>(), Promise.withResolvers<never>()];
    const changes = () => paramsOf(backend, "settings_set").length;
    backend.handlers.settings_set = () => answers[changes() - 1].promise;
    await section(page, "General");
    for (const presses of [1, 2]) {
      await switchOf(page, "Show me the bits").click();
      await backend.until(() => changes() === presses);
    }
    for (const { reject } of answers) reject(new FakeRefusal("disk-full"));
    await page.keyboard.press("Escape");
    await banner(page, "That did not work: The disk is full").first().waitFor();
    await section(page, "General");
    assertEquals(await switchOf(page, "Show me the bits").isChecked(), false);
  }],
  ["sets, changes and removes the pass-phrase, and reads what is wrong with one", {}, async ({ page, backend }) => {
    await section(page, "Privacy");
    await page.getByRole("button", { name: "Set a pass-phrase" }).click();
    await passphrases(page, "short", "short");
    const go = (name: string) => page.locator(".passphrases").getByRole("button", { name }).click();
    await go("Set a pass-phrase");
    await page.getByRole("alert").filter({ hasText: "At least 8 characters" }).waitFor();
    await passphrases(page, "correct horse", "correct house");
    await go("Set a pass-phrase");
    await page.getByRole("alert").filter({ hasText: "not the same" }).waitFor();
    assertEquals(paramsOf(backend, "passphrase_set"), []);
    await passphrases(page, "correct horse", "correct horse");
    await go("Set a pass-phrase");
    await page.getByText("The pass-phrase is set").waitFor();
    await page.getByLabel("Lock after").selectOption({ label: "15 minutes" });
    await page.getByRole("button", { name: "Change the pass-phrase" }).click();
    await page.getByLabel("Pass-phrase now").fill("wrong one");
    await passphrases(page, "battery staple", "battery staple");
    await go("Change the pass-phrase");
    await page.getByRole("alert").filter({ hasText: "The pass-phrase is wrong" }).waitFor();
    await page.getByLabel("Pass-phrase now").fill("correct horse");
    await go("Change the pass-phrase");
    await page.getByText("The pass-phrase was changed").waitFor();
    await page.getByRole("button", { name: "Take it off" }).click();
    await page.getByLabel("Pass-phrase now").fill("battery staple");
    await go("Take it off");
    await page.getByText("The pass-phrase was taken off").waitFor();
    assertEquals(paramsOf(backend, "passphrase_set"), [
      { next: "correct horse" },
      { current: "wrong one", next: "battery staple" },
      { current: "correct horse", next: "battery staple" },
      { current: "battery staple", next: null },
    ]);
    assertEquals(backend.settings.lock_after, 15);
    assertEquals(await page.getByLabel("Lock after").count(), 0, "without a pass-phrase there is nothing to lock");
  }],
  ["sets what new people get, and goes to the limits of somebody", {
    prepare: (backend, boris) => backend.changeContact(boris, { messages_left: 7 }),
  }, async ({ page, backend }) => {
    await section(page, "Limits");
    await field(page, "Messages").fill("50");
    await page.getByRole("button", { name: "Set: Messages" }).click();
    await page.getByText("50 packets").waitFor();
    await page.getByRole("button", { name: "No limit: Files" }).click();
    await page.getByText("no limit", { exact: true }).waitFor();
    await backend.until(() => backend.settings.limit_files === null);
    assertEquals(backend.settings.limit_messages, 50);
    await page.getByRole("button", { name: "7 packets, limits of Boris" }).click();
    await page.getByRole("complementary").getByText("7 packets left").waitFor();
  }],
  ["chooses ports and addresses, and reads what is wrong with them", {}, async ({ page, backend }) => {
    await section(page, "Network");
    await page.getByText("192.168.1.20:7420").waitFor();
    await field(page, "Address and port").fill("nonsense");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("alert").filter({ hasText: "This is not an address" }).waitFor();
    await field(page, "Address and port").fill("lab.example:7420");
    await field(page, "Address and port").press("Enter");
    await page.getByRole("button", { name: "Forget lab.example:7420" }).click();
    await page.getByText("lab.example:7420").waitFor({ state: "detached" });
    const port = field(page, "For other people");
    await port.pressSequentially("7x0000");
    assertEquals(await port.inputValue(), "70000");
    await page.getByRole("alert").filter({ hasText: "from 1 to 65535" }).waitFor();
    await port.fill("7500");
    await port.press("Enter");
    await page.waitForFunction(() => document.querySelectorAll(".address-form .button:disabled").length === 3);
    await backend.until(() => backend.settings.port === 7500);
    await port.fill("");
    await port.press("Enter");
    await page.waitForFunction(() => document.querySelectorAll(".address-form .button:disabled").length === 3);
    await backend.until(() => backend.settings.port === null);
    backend.handlers.reconnect = () => null;
    await page.getByRole("button", { name: "Connect to everybody now" }).click();
    await backend.until(() => paramsOf(backend, "reconnect").length === 1);
  }],
  ["NET-3, NET-10: checks the connection, reads what to do, and stays to themselves", {}, async ({ page, backend }) => {
    await section(page, "Network");
    await switchOf(page, "Find people on the local network").click();
    await page.waitForFunction(() => document.querySelectorAll(".settings .toggle input:checked").length === 0);
    await backend.until(() => paramsOf(backend, "settings_set").length === 1);
    assertEquals(paramsOf(backend, "settings_set"), [{ lan: false }]);
    await page.getByRole("button", { name: "Check now" }).click();
    await page.getByText("2 things are not in order.").waitFor();
    const lines = (await page.locator(".check").allInnerTexts()).map((text) => text.split("\n").filter(Boolean));
    assertEquals(lines.map(([title]) => title), [
      "Firewall",
      "People",
      "Clock",
      "tea",
      "Port",
      "Addresses",
      "Finding people nearby",
    ]);
    assertEquals(lines[0][1].startsWith("Parley does not answer at 192.168.1.20:7420"), true);
    assertEquals(lines[1][1], "Boris: their Parley refuses the connection: a certificate was revoked.");
    assertEquals(lines[3][1], "tea: cold", "what a newer program finds has no words here, and is shown all the same");
    backend.handlers.doctor = () => ({ checks: [{ id: "clock", result: "ok", finding: "agrees", args: {} }] });
    await page.getByRole("button", { name: "Check again" }).click();
    await page.getByText("Everything is in order.").waitFor();
  }],
  ["saves a backup and the identity, each under a pass-phrase of its own", {}, async ({ page, backend }) => {
    await section(page, "Profile and backup");
    for (const [button, file] of [["Save a backup", /backup$/], ["Save the identity (.p12)", /\.p12$/]] as const) {
      await page.getByRole("button", { name: button }).click();
      await passphrases(page, "correct horse", "correct horse");
      const download = page.waitForEvent("download");
      await page.locator(".passphrases").getByRole("button", { name: button }).click();
      assert(file.test((await download).suggestedFilename()));
      await page.locator(".passphrases").waitFor({ state: "detached" });
    }
    assertEquals(paramsOf(backend, "backup"), [{ passphrase: "correct horse" }]);
    assertEquals(paramsOf(backend, "identity_export"), [{ passphrase: "correct horse" }]);
    assertEquals(await page.getByText("Saved. The pass-phrase opens it").count(), 2);
  }],
  ["changes their name, which stands in the certificate", {}, async ({ page, backend }) => {
    await section(page, "Profile and backup");
    await field(page, "Your name, as others see it").fill(" Anna Schmidt ");
    await page.getByRole("button", { name: "Change my name" }).click();
    await page.locator(".me strong", { hasText: "Anna Schmidt" }).waitFor();
    assertEquals(paramsOf(backend, "identity_renew"), [{ name: "Anna Schmidt" }]);
  }],
  ["saves all messages, and deletes them only after a question", {
    prepare: (backend, boris) => void backend.wrote(boris, "in", "hello"),
  }, async ({ page, backend }) => {
    await section(page, "Messages");
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save to read (HTML)" }).click();
    assertEquals((await download).suggestedFilename(), "parley.html");
    await page.getByRole("button", { name: "Clear all messages" }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    assertEquals(paramsOf(backend, "clear_history"), []);
    await page.getByRole("button", { name: "Clear all messages" }).click();
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByText("1 message deleted.").waitFor();
  }],
  ["saves messages in the language of the window, which only their browser has chosen", {
    options: { locale: "ru-RU" },
    prepare: (backend) => backend.settings.language = null,
  }, async ({ page, backend }) => {
    await page.getByRole("button", { name: "Настройки" }).click();
    await page.getByRole("tab", { name: "Переписка" }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Сохранить для чтения (HTML)" }).click();
    await download;
    assertEquals(paramsOf(backend, "history_export"), [{ format: "html", language: "ru" }]);
  }],
]);
