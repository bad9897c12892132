/** TXT-4 TXT-5 TXT-6 TXT-9 TXT-12 LIM-3: two people, each before a real window, answer, react, change their minds and agree on a time. */
import { assertEquals } from "@std/assert";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../support/browser.ts";
import { linked, pair, type Person } from "../support/node_process.ts";
import { Folders } from "../support/profiles.ts";
import { bubble, choose, composer, say, sent, windowOf } from "../support/program_window.ts";

async function conversationOf(browser: Browser, person: Person, other: string, problems: string[]): Promise<Page> {
  const page = await windowOf(browser, person, problems);
  await page.locator(".contact", { hasText: other }).first().click();
  await composer(page).waitFor();
  return page;
}

Deno.test("two people answer, react, correct and delete in their windows, and both see the same", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  await using boris = await folders.person("Boris");
  await anna.start();
  await boris.start();
  await pair(anna, boris);
  await linked(anna, boris);
  await using browser = await launchBrowser();
  const problems: string[] = [];
  const hers = await conversationOf(browser, anna, "Boris", problems);
  const his = await conversationOf(browser, boris, "Anna", problems);

  await say(hers, "Shall we met at the station?");
  await bubble(his, "Shall we met").waitFor();
  await sent(hers, "Shall we met").waitFor();
  await composer(hers).press("ArrowUp");
  await composer(hers).fill("Shall we meet at the station?");
  await composer(hers).press("Enter");
  await bubble(his, "Shall we meet").getByRole("button", { name: "edited" }).click();
  await his.getByRole("dialog", { name: "Earlier texts" }).getByText("Shall we met").waitFor();
  await his.keyboard.press("Escape");

  await choose(his, "Shall we meet", "Reply");
  await composer(his).pressSequentially("At");
  await hers.locator(".chat-header .typing").waitFor();
  await composer(his).pressSequentially(" three");
  await composer(his).press("Enter");
  await bubble(hers, "At three").locator(".quote", { hasText: "Shall we meet at the station?" }).waitFor();
  await hers.locator(".chat-header .typing").waitFor({ state: "detached" });

  await bubble(hers, "At three").click({ button: "right" });
  await hers.getByRole("menuitemradio", { name: "React with 👍" }).click();
  await bubble(his, "At three").getByRole("button", { name: "👍 from Anna" }).waitFor();

  await say(his, "my pin is 2291");
  await bubble(hers, "my pin is 2291").waitFor();
  await choose(his, "my pin is 2291", "Delete");
  await his.getByRole("button", { name: "Delete for everyone" }).click();
  await bubble(hers, "Message deleted").waitFor();
  assertEquals(await hers.getByText("2291").count(), 0);

  await hers.getByRole("button", { name: "More for Boris" }).click();
  await hers.getByRole("menuitem", { name: "Disappearing messages…" }).click();
  await hers.getByRole("radio", { name: "1 hour" }).check();
  await hers.getByRole("button", { name: "Propose" }).click();
  await his.locator(".timer-bar").getByText("Anna proposes: messages disappear after 1 hour.").waitFor();
  await his.getByRole("button", { name: "Agree" }).click();
  await hers.locator(".timer-mark", { hasText: "1 hour" }).waitFor();
  await say(hers, "gone by four");
  await bubble(his, "gone by four").getByRole("img", { name: /^Disappears/ }).waitFor();

  await composer(his).fill("half a thought");
  await his.reload();
  await his.locator(".contact", { hasText: "Anna" }).first().click();
  await his.waitForFunction(() => document.querySelector("textarea")?.value === "half a thought");
  assertEquals(problems, []);
});
