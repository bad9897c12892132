/** UI-6: adding somebody by number in the window. */
import { assertEquals } from "@std/assert";
import { open, testWindow } from "../../support/window.ts";
import { field } from "../../support/settings_steps.ts";

testWindow("adding somebody by number a person", [
  ["writes digits only, and reads in words what is wrong with a number", {}, async ({ page, backend }) => {
    await page.getByRole("button", { name: "Add a person" }).click();
    await page.getByRole("radio", { name: "By number" }).check();
    const number = page.getByRole("textbox", { name: "Their Parley number" });
    await number.pressSequentially("12a3");
    assertEquals(await number.inputValue(), "123");
    await number.fill("482 915\u2009037 264");
    await page.getByText("This is your own number").waitFor();
    assertEquals(await number.inputValue(), backend.me.id, "spaces are no mistake");
    await number.fill("1099511627776");
    await page.getByText("There is no such number").waitFor();
    await number.fill("10995116277750");
    await page.getByText("This is too long").waitFor();
    await number.fill("7x");
    await page.getByText("A number has digits only").waitFor();
    await page.getByRole("button", { name: "Add", exact: true }).waitFor();
  }],
  ["adds somebody not met yet, with name and address, and writes to them", {}, async ({ page, backend }) => {
    await page.getByRole("button", { name: "Add a person" }).click();
    await page.getByRole("radio", { name: "By number" }).check();
    await page.getByRole("textbox", { name: "Their Parley number" }).fill("731904658210");
    await page.getByRole("radio", { name: "Lab 4" }).check();
    await field(page, "Name (if you like)").fill("Priya");
    await field(page, "Address (if you know it)").fill("somewhere");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("alert").filter({ hasText: "This is not an address" }).waitFor();
    await field(page, "Address (if you know it)").fill("10.0.0.7:7420");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByText("Priya is in your list").waitFor();
    await page.getByRole("button", { name: "Write to Priya" }).click();
    await page.getByRole("textbox", { name: "Message to Priya" }).waitFor();
    assertEquals([...backend.contacts.values()].at(-1)?.root, "c4".repeat(32));
  }],
  ["is led to somebody who is in the list already", {}, async ({ page, backend, boris }) => {
    await page.getByRole("button", { name: "Add a person" }).click();
    await page.getByRole("radio", { name: "By number" }).check();
    await page.getByRole("textbox", { name: "Their Parley number" }).fill(backend.contacts.get(boris)!.id);
    await page.getByText("Already in your list").waitFor();
    await page.getByText("under another authority").waitFor();
    await page.getByRole("button", { name: "Open", exact: true }).click();
    await page.getByRole("textbox", { name: "Message to Boris" }).waitFor();
    await open(page, "Boris");
  }],
  ["needs an invite where nobody's members are trusted", {}, async ({ page, backend }) => {
    backend.handlers.contact_lookup = () => ({ problem: null, found: [], roots: [] });
    await page.getByRole("button", { name: "Add a person" }).click();
    await page.getByRole("radio", { name: "By number" }).check();
    await page.getByRole("textbox", { name: "Their Parley number" }).fill("5");
    await page.getByText("Use an invite.").waitFor();
  }],
]);
