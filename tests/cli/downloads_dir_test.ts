/** FILE-7: where received files are put when nobody says. */
import { assertEquals } from "@std/assert";
import { downloadsDirFor } from "../../cli/downloads_dir.ts";

function where(dataDir: string, env: Record<string, string>, folders: string[], os: typeof Deno.build.os = "linux") {
  const exists = (path: string) => folders.includes(path);
  return downloadsDirFor({ os, env: (name) => env[name], dataDir, exists });
}

const HOME = { HOME: "/home/anna" };
const USUAL = "/home/anna/.local/share/parley";

Deno.test("FILE-7: the usual profile puts files into a folder of its own in the system's downloads", () => {
  assertEquals(where(USUAL, HOME, ["/home/anna/Downloads"]), "/home/anna/Downloads/Parley");
  assertEquals(
    where(
      "/Users/anna/Library/Application Support/Parley",
      { HOME: "/Users/anna" },
      ["/Users/anna/Downloads"],
      "darwin",
    ),
    "/Users/anna/Downloads/Parley",
  );
});

Deno.test("FILE-7: where the system's downloads have another name, and of any other profile, they are inside the profile", () => {
  assertEquals(where(USUAL, HOME, []), `${USUAL}/downloads`);
  assertEquals(where("/mnt/stick/parley", HOME, ["/home/anna/Downloads"]), "/mnt/stick/parley/downloads");
  assertEquals(
    where("/mnt/stick/parley", { ...HOME, PARLEY_DATA: "/mnt/stick/parley" }, ["/home/anna/Downloads"]),
    "/mnt/stick/parley/downloads",
  );
  assertEquals(where("/data", {}, []), "/data/downloads");
});
