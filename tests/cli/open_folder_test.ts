/** FILE-7: where a file lies is shown, and nothing that was received is opened by it. */
import { assert, assertEquals } from "@std/assert";
import { showCommands } from "../../cli/open_folder.ts";

Deno.test("FILE-7: on Linux the file manager is asked to show the item, else its folder is opened", () => {
  const [dbus, xdg] = showCommands("linux", "/home/a/Downloads/x, y #1.desktop");
  assertEquals(dbus.args.at(-2), "array:string:file:///home/a/Downloads/x%2C%20y%20%231.desktop");
  assertEquals([xdg.command, xdg.args], ["xdg-open", ["/home/a/Downloads"]]);
});

Deno.test("FILE-7: on macOS an item is revealed and never started", () => {
  const [{ command, args }] = showCommands("darwin", "/Users/a/Downloads/Game.app");
  assertEquals([command, args], ["open", ["-R", "/Users/a/Downloads/Game.app"]]);
});

Deno.test("FILE-7: on Windows it is selected, with spaces and commas in its path", () => {
  const [{ command, args, raw }] = showCommands("windows", "C:\\My files\\a, b.exe");
  assertEquals([command, args, raw], ["explorer.exe", ["/select,", '"C:\\My files\\a, b.exe"'], true]);
});

Deno.test("FILE-7: no system is asked to open the item itself", () => {
  for (const os of ["linux", "windows", "darwin", "freebsd"] as const) {
    for (const { command, args } of showCommands(os, "/d/x")) {
      assert(command === "explorer.exe" || command === "dbus-send" || !args.includes("/d/x") || args.includes("-R"));
    }
  }
});
