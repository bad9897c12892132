/** Opening a page in the user's own browser. */

/** Per system: the program that opens a file with whatever the user chose for it. */
const OPENERS: Partial<Record<typeof Deno.build.os, readonly [string, ...string[]]>> = {
  linux: ["xdg-open"],
  darwin: ["open"],
  // Not `cmd /c start`: a window would flash up, and its quoting is nobody's friend.
  windows: ["rundll32", "url.dll,FileProtocolHandler"],
};

/** @returns false when there is no way to open it here; the caller says what to do instead */
export async function openBrowser(path: string): Promise<boolean> {
  const [command, ...args] = OPENERS[Deno.build.os] ?? ["xdg-open"];
  try {
    const child = new Deno.Command(command, { args: [...args, path], stdin: "null", stdout: "null", stderr: "null" });
    return (await child.output()).success;
  } catch {
    return false;
  }
}
