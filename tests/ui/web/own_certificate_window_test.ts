/** ID-7, ID-8, ID-9: one's own certificate in the window, and the bar about it. */
import { assertEquals } from "@std/assert";
import { FAKE_REQUEST } from "../../support/fake/program.ts";
import { FakeRefusal } from "../../support/fake_backend.ts";
import { testWindow } from "../../support/window.ts";
import { banner, paramsOf, section } from "../../support/settings_steps.ts";

testWindow("about their own certificate a person", [
  ["is told that it ends, renews it with one press, and the bar is gone", {
    prepare: (backend) => {
      backend.me = { ...backend.me, expiry: "soon", valid_until: Date.now() + 12.5 * 86_400_000 };
    },
  }, async ({ page, backend }) => {
    await banner(page, /valid for 1[23] more days/).getByRole("button", { name: "Renew" }).click();
    await page.locator(".banner").waitFor({ state: "detached" });
    assertEquals(paramsOf(backend, "identity_renew"), [{}]);
  }],
  ["reads in the settings that it was renewed", {}, async ({ page, backend }) => {
    await section(page, "Profile and backup");
    await page.getByRole("button", { name: "Renew" }).click();
    await page.getByRole("status").getByText("Your certificate is valid until").waitFor();
    assertEquals(paramsOf(backend, "identity_renew"), [{}]);
  }],
  ["can put the reminder off, but not once it has ended", {
    prepare: (backend) => backend.me = { ...backend.me, expiry: "soon" },
  }, async ({ page, backend }) => {
    await page.getByRole("button", { name: "Remind me tomorrow" }).click();
    await page.locator(".banner").waitFor({ state: "detached" });
    backend.push({ type: "me", me: { ...backend.me, expiry: "expired" } });
    await banner(page, "Your certificate ended on").waitFor();
    assertEquals(await page.getByRole("button", { name: "Remind me tomorrow" }).count(), 0);
    backend.push({ type: "me", me: { ...backend.me, expiry: "not-yet" } });
    await banner(page, "not valid yet").waitFor();
  }],
  ["counts the days by the time that others agree on, and is told that the own clock is wrong", {
    prepare: (backend) => {
      const clock_offset = 10 * 86_400_000;
      backend.me = { ...backend.me, expiry: "soon", valid_until: Date.now() + 15.5 * 86_400_000, clock_offset };
      backend.notices = [{
        id: "clock",
        level: "warning",
        text: "notice.clock_skew",
        args: { name: "B", minutes: "9" },
      }];
    },
  }, async ({ page, backend }) => {
    await banner(page, /valid for [56] more days/).waitFor();
    await banner(page, "10 days behind the clocks of others").waitFor();
    assertEquals(await page.locator(".banner").count(), 2, "one person's word is no news then");
    backend.push({ type: "me", me: { ...backend.me, clock_offset: -7_200_000 } });
    await banner(page, "2 hours ahead of the clocks of others").waitFor();
    backend.push({ type: "me", me: { ...backend.me, clock_offset: 60_000 } });
    await banner(page, "minutes apart").waitFor();
  }],
  ["is told that it was taken back, whatever its dates, until there is another one (ID-7)", {
    prepare: (backend) => {
      backend.me = { ...backend.me, expiry: "soon", revoked: true };
      backend.handlers.identity_renew = () => {
        throw new FakeRefusal("bad-file");
      };
    },
  }, async ({ page, backend }) => {
    const bar = banner(page, "Your certificate was taken back");
    await bar.waitFor();
    assertEquals(await page.locator(".banner").count(), 1);
    assertEquals(await page.getByRole("button", { name: "Remind me tomorrow" }).count(), 0);
    // Our own authority does not renew what it has taken back: then a new one must be asked for.
    await bar.getByRole("button", { name: "Renew" }).click();
    await page.getByText("parley identity import FILE").waitFor();
    await page.locator("input[type=file]").setInputFiles({
      name: "new.pem",
      mimeType: "text/plain",
      buffer: Buffer.from("-----BEGIN CERTIFICATE-----"),
    });
    await page.getByText("Your certificate is valid until").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();
    await page.locator(".banner").waitFor({ state: "detached" });
    backend.push({ type: "me", me: { ...backend.me, revoked: true } });
    await bar.waitFor();
  }],
  ["takes a request to the authority and loads the certificate that comes back", {
    prepare: (backend) => backend.me = { ...backend.me, expiry: "expired", renewal: "request" },
  }, async ({ page, backend }) => {
    await banner(page, "Your certificate ended").getByRole("button", { name: "Renew" }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save the request" }).click();
    const file = await download;
    assertEquals(file.suggestedFilename(), `parley-${backend.me.id}.csr`);
    assertEquals(await Deno.readTextFile((await file.path())!), FAKE_REQUEST);
    const pem = (text: string) => ({ name: "new.pem", mimeType: "text/plain", buffer: Buffer.from(text) });
    await page.locator("input[type=file]").setInputFiles(pem("holiday"));
    await page.getByRole("alert").filter({ hasText: "This file does not fit here" }).waitFor();
    await page.locator("input[type=file]").setInputFiles(pem("-----BEGIN CERTIFICATE-----"));
    await page.getByText("Your certificate is valid until").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();
    await page.locator(".banner").waitFor({ state: "detached" });
  }],
]);
