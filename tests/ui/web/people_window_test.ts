import { assertEquals, assertMatch } from "@std/assert";
import { composer, open, takesFocus, testWindow } from "../../support/window.ts";

testWindow("in the list and its dialogs a person", [
  ["searches people by name and number, and reads that nobody was found", {
    prepare: (backend) => backend.person("Clara Штейн", { id: "77123" }),
  }, async ({ page }) => {
    const search = page.getByRole("textbox", { name: /^Search/ });
    for (const wanted of ["ШТЕЙН", "clara", "77 12"]) {
      await search.fill(wanted);
      await page.waitForFunction(() => document.querySelectorAll(".contact").length === 1);
      assertMatch(await page.locator(".contact").textContent() ?? "", /Clara/);
    }
    await search.fill("zzz");
    await page.getByText("Nothing found for “zzz”.").waitFor();
    await page.getByRole("button", { name: "Clear search" }).click();
    await page.waitForFunction(() => document.querySelectorAll(".contact").length === 2);
  }],
  ["starts for the first time, makes an invite and copies it", { people: false }, async ({ page }) => {
    await page.getByRole("heading", { name: "Welcome to Parley" }).waitFor();
    await page.getByRole("button", { name: "Invite someone" }).click();
    await page.getByRole("img", { name: "QR code of the invite" }).waitFor();
    // Looked for in every picture: the words are gone again soon.
    const copied = page.waitForFunction(() =>
      document.querySelector(".invite .actions")?.textContent?.includes("Copied")
    );
    await Promise.all([copied, page.getByRole("button", { name: "Copy invite" }).click()]);
    assertMatch(await page.evaluate(() => navigator.clipboard.readText()), /^parley:[\w-]{131}$/);
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save as file" }).click();
    assertEquals((await download).suggestedFilename(), "anna-weber.parley");
  }],
  ["who has invited somebody sees them arrive, and writes to them", {}, async ({ page, backend, boris }) => {
    await page.getByRole("button", { name: "Add a person" }).click();
    await page.getByRole("img", { name: "QR code of the invite" }).waitFor();
    backend.changeContact(boris, { presence: "offline", transport: null });
    await page.locator(".contact .presence", { hasText: "offline" }).waitFor();
    assertEquals(await page.getByRole("dialog").getByText("is here").count(), 0, "Boris was there before");
    const clara = backend.person("Clara Stein", { id: "77" });
    assertEquals(await takesFocus(page, ".ready", () => backend.push({ type: "contact", contact: clara })), true);
    await page.getByRole("dialog").getByText("Clara Stein is here").waitFor();
    assertEquals(await page.getByRole("textbox", { name: "Invite text" }).count(), 0, "an invite works once");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.getByRole("textbox", { name: "Message to Clara Stein" }).waitFor();
  }],
  ["pastes an invite, sees who it is from, accepts, and is connected", { people: false }, async ({ page, backend }) => {
    await page.getByRole("button", { name: "I have an invite" }).click();
    const field = page.getByRole("textbox", { name: "Paste the invite you were sent" });
    await field.fill("nonsense");
    await page.getByRole("alert").filter({ hasText: "not a whole invite" }).waitFor();
    await field.fill("parley:old");
    await page.getByRole("alert").filter({ hasText: "too old" }).waitFor();
    await field.fill("  parley:from-Clara_Stein\n");
    await page.getByRole("button", { name: "Connect with Clara Stein" }).click();
    await page.getByText("Parley connects as soon as both of you are online").waitFor();
    const [key] = backend.contacts.keys();
    backend.changeContact(key, { presence: "online", transport: "tcp" });
    await page.getByText("You are connected with Clara Stein").waitFor();
    await page.getByRole("button", { name: "Write to Clara Stein" }).click();
    await composer(page).waitFor();
  }],
  ["opens an invite from a file", { people: false }, async ({ page }) => {
    // The first one comes at the first moment in which there is a field for it.
    await page.evaluate(() => {
      new MutationObserver((_, observer) => {
        const field = document.querySelector<HTMLInputElement>("dialog input[type=file]");
        if (field === null) return;
        observer.disconnect();
        const { items, files } = new DataTransfer();
        items.add(new File(["x".repeat(70_000)], "clara.parley"));
        field.files = files;
        field.dispatchEvent(new Event("change", { bubbles: true }));
      }).observe(document.body, { childList: true, subtree: true });
    });
    await page.getByRole("button", { name: "I have an invite" }).click();
    const file = (text: string) => ({ name: "clara.parley", mimeType: "text/plain", buffer: Buffer.from(text) });
    await page.getByRole("alert").filter({ hasText: "not an invite" }).waitFor();
    await page.locator("input[type=file]").setInputFiles(file("parley:from-Clara"));
    await page.getByRole("button", { name: "Connect with Clara" }).waitFor();
  }],
  ["renames, blocks, unblocks and removes a contact", {}, async ({ page, backend }) => {
    const choose = async (item: string) => {
      await page.getByRole("button", { name: /^More for/ }).click();
      await page.getByRole("menuitem", { name: item, exact: true }).click();
    };
    await open(page, "Boris");
    await choose("Rename");
    await page.getByRole("textbox", { name: "Name" }).fill("Borja");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { name: "Borja", exact: true }).waitFor();
    await choose("Block");
    await page.getByRole("dialog").getByRole("button", { name: "Block" }).click();
    await page.getByText("You blocked Borja").waitFor();
    assertEquals(await composer(page).count(), 0);
    await page.locator(".composer").getByRole("button", { name: "Unblock" }).click();
    await composer(page).waitFor();
    await choose("Remove");
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    assertEquals(backend.contacts.size, 1);
    await choose("Remove");
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByText("No conversations yet").waitFor();
    assertEquals(backend.contacts.size, 0);
  }],
  ["reads presence as a word, and why a connection is refused", {}, async ({ page, backend, boris }) => {
    await open(page, "Boris");
    await page.locator(".chat-header .presence", { hasText: "online" }).waitFor();
    backend.changeContact(boris, { presence: "refused", presence_reason: "revoked", transport: null });
    await page.locator(".strip", { hasText: "a certificate was revoked" }).waitFor();
    await page.locator(".contact .presence", { hasText: "refused" }).waitFor();
    backend.changeContact(boris, { presence: "offline", presence_reason: null });
    await page.locator(".contact .presence", { hasText: "offline" }).waitFor();
  }],
]);
