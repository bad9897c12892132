/**
 * Showing where a file lies, in the system's own file manager. Only ever the folder with the file in it: nothing that was
 * received is opened, and so nothing of it can run.
 */
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";

type System = typeof Deno.build.os;

export interface ShowCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** Its exit status says whether it was shown; else that it could be started is all one learns. */
  readonly tells: boolean;
  /** Arguments are handed over as they are (Windows). */
  readonly raw?: boolean;
}

/** Ways to show this path on this system, the best first. Absolute paths only. */
export function showCommands(os: System, path: string): ShowCommand[] {
  // /select, with quotes of its own, as explorer reads its command line; it ends with 1 whatever happens. No path of
  // Windows has a quote in it.
  if (os === "windows") {
    return [{ command: "explorer.exe", args: ["/select,", `"${path}"`], tells: false, raw: true }];
  }
  // -R: without it, a received folder called "x.app" would be started.
  if (os === "darwin") return [{ command: "open", args: ["-R", path], tells: true }];
  // freedesktop.org, file manager interface; commas would divide the items of the array.
  const item = pathToFileURL(path, { windows: false }).href.replaceAll(",", "%2C");
  const address = ["--session", "--print-reply", "--reply-timeout=3000", "--dest=org.freedesktop.FileManager1"];
  const call = ["/org/freedesktop/FileManager1", "org.freedesktop.FileManager1.ShowItems"];
  return [
    { command: "dbus-send", args: [...address, ...call, `array:string:${item}`, "string:"], tells: true },
    { command: "xdg-open", args: [dirname(path)], tells: false },
  ];
}

/** @returns false when there is no way to show it here */
export async function openFolder(path: string): Promise<boolean> {
  for (const way of showCommands(Deno.build.os, path)) if (await run(way)) return true;
  return false;
}

async function run({ command, args, tells, raw = false }: ShowCommand): Promise<boolean> {
  const quiet = { stdin: "null", stdout: "null", stderr: "null" } as const;
  try {
    const child = new Deno.Command(command, { args: [...args], ...quiet, windowsRawArguments: raw }).spawn();
    if (tells) return (await child.status).success;
    // A file manager may stay until its window is closed: neither we nor the end of the program wait for that.
    child.unref();
    return true;
  } catch {
    return false;
  }
}
