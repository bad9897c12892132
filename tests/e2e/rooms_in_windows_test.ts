/** ROOM-1 ROOM-2 ROOM-3: a team before real windows, in Everyone and in a room of its own. */
import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { launchBrowser } from "../support/browser.ts";
import { linked, until } from "../support/node_process.ts";
import { Folders } from "../support/profiles.ts";
import { bubble, choose, composer, say, sent, windowOf } from "../support/program_window.ts";
import { Team } from "../support/team.ts";

const row = (page: Page, name: string) => page.locator("button.contact", { hasText: name });
const event = (page: Page, text: string) => page.locator(".event", { hasText: text });

Deno.test("ROOM-2 ROOM-3: a team meets in Everyone, and talks in a room of its own until one is sent out", async () => {
  await using folders = new Folders();
  const team = await Team.found(folders);
  await using anna = await team.member("Anna");
  await using boris = await team.member("Boris");
  await using clara = await team.member("Clara");
  await anna.start();
  for (const person of [boris, clara]) await person.start("--peer", `127.0.0.1:${anna.ready!.port}`);
  await linked(anna, boris);
  await linked(anna, clara);
  await using browser = await launchBrowser();
  const problems: string[] = [];
  const hers = await windowOf(browser, anna, problems);
  const his = await windowOf(browser, boris, problems);

  await row(hers, "Everyone").click();
  await event(hers, "Boris joined.").waitFor();
  await row(his, "Everyone").click();
  await say(his, "hello all");
  await bubble(hers, "hello all").locator(".author", { hasText: "Boris" }).waitFor();
  await bubble(his, "hello all").getByRole("img", { name: "Delivered to everybody (2)" }).waitFor();

  await hers.getByRole("button", { name: "New room" }).click();
  await hers.getByLabel("Name of the room").fill("Trip");
  for (const name of ["Boris", "Clara"]) await hers.getByRole("dialog").getByRole("checkbox", { name }).check();
  await hers.getByRole("button", { name: "Create the room" }).click();
  await event(hers, "You invited").first().waitFor();
  await row(his, "Trip").click();
  await his.locator(".invitation-card").getByRole("button", { name: "Join" }).click();
  await event(hers, "Boris joined.").waitFor();
  await until("Clara to be invited", async () => (await clara.json<{ name: string }>("rooms")).length === 2);
  await clara.json("rooms", "join", "Trip");
  await event(hers, "Clara joined.").waitFor();
  await hers.locator(".chat-header", { hasText: "3 members, 3 online" }).waitFor();

  await composer(hers).pressSequentially("@bo");
  await hers.locator(".mention-list").waitFor();
  await hers.keyboard.press("Enter");
  await composer(hers).pressSequentially("shall we meat at nine?");
  await composer(hers).press("Enter");
  await his.locator(".row.mention", { hasText: "@Boris shall we meat at nine?" }).waitFor();
  await sent(hers, "shall we meat at nine?").waitFor();
  await composer(hers).press("ArrowUp");
  await composer(hers).fill("@Boris shall we meet at nine?");
  await composer(hers).press("Enter");
  await choose(his, "shall we meet at nine?", "Reply");
  await say(his, "at ten");
  await bubble(hers, "at ten").locator(".quote", { hasText: "You" }).waitFor();
  await bubble(hers, "at ten").click({ button: "right" });
  await hers.getByRole("menuitemradio", { name: "React with 👍" }).click();
  await bubble(his, "at ten").getByRole("button", { name: "👍 from Anna" }).waitFor();
  await say(his, "my pin is 2291");
  await bubble(hers, "my pin is 2291").waitFor();
  await choose(his, "my pin is 2291", "Delete");
  await his.getByRole("button", { name: "Delete for everyone" }).click();
  await bubble(hers, "Message deleted").waitFor();
  assertEquals(await hers.getByText("2291").count(), 0);
  assertEquals(await hers.locator(".bubble").count(), 3);
  assertEquals(await his.locator(".bubble").count(), 3);

  await hers.locator(".who-button").click();
  await hers.locator(".member", { hasText: "Boris" }).getByRole("button").click();
  await hers.getByRole("menuitem", { name: "Remove from the room" }).click();
  await hers.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await his.locator(".composer-off", { hasText: "You were taken out of this room." }).waitFor();
  await hers.locator(".chat-header", { hasText: "2 members" }).waitFor();
  await his.locator(".composer-off").getByRole("button").click();
  await his.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await row(his, "Trip").waitFor({ state: "detached" });
  assertEquals(problems, []);
});
