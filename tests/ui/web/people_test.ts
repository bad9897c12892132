/** TXT-11: which people the list shows, in which order, and what tells two of one name apart. */
import { assertEquals } from "@std/assert";
import type { Contact, ContactOptions, Message } from "../../../ui/api.ts";
import {
  distinctions,
  folderNames,
  folderView,
  inOrder,
  isFound,
  isIn,
  type ListView,
  peopleOf,
  unreadIn,
} from "../../../ui/web/state/people.ts";
import { FAKE_CONTACT, FAKE_OPTIONS } from "../../support/fake/values.ts";

function person(name: string, options: Partial<ContactOptions> = {}, change: Partial<Contact> = {}): Contact {
  const id = change.id ?? String(name.charCodeAt(0));
  const root = change.root ?? "aa";
  return {
    key: `${id}.${root}`,
    id,
    root,
    name,
    own_name: name,
    presence: "online",
    presence_reason: null,
    transport: "tcp",
    since: 1,
    blocked: false,
    unread: 0,
    last: null,
    added_at: 1,
    ...FAKE_CONTACT,
    ...change,
    options: { ...FAKE_OPTIONS, ...options },
  };
}

const said = (sent_at: number) => ({ sent_at }) as Message;
const names = (people: readonly Contact[]) => people.map(({ name }) => name);

Deno.test("everybody is in exactly one of the whole list, the archive, the closed ones and the requests", () => {
  const people: [Contact, ListView][] = [
    [person("A"), "all"],
    [person("B", { folder: "Work" }), "all"],
    [person("C", { archived: true, folder: "Work" }), "archived"],
    [person("D", { closed: true, archived: true }), "closed"],
    [person("E", { closed: true, folder: "Work" }), "closed"],
    [person("F", {}, { state: "request" }), "requests"],
    [person("G", { archived: true }, { state: "request" }), "requests"],
    [person("H", {}, { state: "blocked", blocked: true }), "all"],
  ];
  const parts: ListView[] = ["all", "archived", "closed", "requests"];
  for (const [contact, part] of people) {
    assertEquals(parts.filter((view) => isIn(contact, view)), [part], contact.name);
  }
});

Deno.test("a folder shows who is in it, and neither archived nor closed ones; unread shows those with unread messages", () => {
  const people = [
    person("A", { folder: "Work" }),
    person("B", { folder: "Home" }, { unread: 2 }),
    person("C", { folder: "Work", archived: true }),
    person("D", { folder: "Work", closed: true }, { unread: 1 }),
    person("E"),
  ];
  const shown = (view: ListView) => names(people.filter((contact) => isIn(contact, view)));
  assertEquals(shown(folderView("Work")), ["A"]);
  assertEquals(shown(folderView("Home")), ["B"]);
  assertEquals(shown("unread"), ["B"]);
});

Deno.test("a folder may be called like a part of the list", () => {
  const inside = person("A", { folder: "archived" });
  assertEquals([isIn(inside, folderView("archived")), isIn(inside, "archived"), isIn(inside, "all")], [
    true,
    false,
    true,
  ]);
});

Deno.test("pinned people come first, then those who wrote last; who never wrote counts from when they were added", () => {
  const people = [
    person("A", {}, { last: said(5) }),
    person("B", { pinned: true }, { last: said(1) }),
    person("C", {}, { added_at: 9 }),
    person("D", { pinned: true }, { last: said(3) }),
  ];
  assertEquals(names(inOrder(people)), ["D", "B", "C", "A"]);
});

Deno.test("folders are named once, in the order of the language, numbers by their value", () => {
  const people = ["Räume", "Lab 10", "Lab 9", "Lab 9", null].map((folder, i) => person(String(i), { folder }));
  assertEquals(folderNames(people, "en"), ["Lab 9", "Lab 10", "Räume"]);
  assertEquals(folderNames([person("A", { folder: "Work" }, { state: "request" })], "en"), []);
});

Deno.test("muted and blocked people ask for no attention", () => {
  const people = [
    person("A", {}, { unread: 2 }),
    person("B", { muted: true }, { unread: 4 }),
    person("C", {}, { unread: 8, blocked: true }),
  ];
  assertEquals(unreadIn(people), 2);
});

Deno.test("people are found by either name, the number with or without spaces, and the folder; requests are not", () => {
  const anna = person("Аня", { folder: "Лаборатория" }, { own_name: "Anna Weber", id: "482915037264" });
  for (const query of ["аня", "WEBER", "482 915", "4829", "лаб", "  weber "]) {
    assertEquals(isFound(anna, query), true, query);
  }
  for (const query of ["15", "x"]) assertEquals(isFound(anna, query), false, query);
  assertEquals(isFound({ ...anna, state: "request" }, "anna"), false);
});

Deno.test("one number under two authorities is told apart by the authority, one name by the number", () => {
  const people = [
    person("Anna", {}, { id: "7", root: "aa" }),
    person("Boris", {}, { id: "7", root: "bb" }),
    person("Clara", {}, { id: "8" }),
    person("clara ", {}, { id: "9" }),
    person("Dora", {}, { id: "10" }),
  ];
  assertEquals(Object.fromEntries(distinctions(people)), {
    "7.aa": "authority",
    "7.bb": "authority",
    "8.aa": "number",
    "9.aa": "number",
  });
  assertEquals(names(peopleOf([...people, person("R", {}, { state: "request" })])).length, 5);
});
