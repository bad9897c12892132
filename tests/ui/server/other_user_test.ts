/**
 * Another user of the machine: a process of another uid tries the profile's files and the port. Making one needs root;
 * without, the modes of the files are what can be shown, and Windows keeps profiles apart by the folder they are in.
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { writeLaunchFile, writeTokenFile } from "../../../ui/server/mod.ts";
import { enter, type Running, withServer } from "./support.ts";

const FILES = ["node.json", "open.html", "ui.key"];

async function writeFiles({ dataDir, server }: Running): Promise<void> {
  await writeTokenFile(dataDir, { pid: Deno.pid, ui_port: server.port, token: server.token, port: 7420 });
  await writeLaunchFile(dataDir, server.launchUrl());
}

if (Deno.build.os !== "windows") {
  Deno.test("files with secrets are their owner's only, also where a looser one was before", () =>
    withServer(async (running) => {
      for (const name of ["node.json", "open.html"]) {
        await Deno.writeTextFile(`${running.dataDir}/${name}`, "before", { mode: 0o666 });
        await Deno.chmod(`${running.dataDir}/${name}`, 0o666);
      }
      await writeFiles(running);
      for (const name of FILES) {
        const { mode } = await Deno.lstat(`${running.dataDir}/${name}`);
        assertEquals((mode ?? 0) & 0o777, 0o600, name);
      }
      assertEquals([...Deno.readDirSync(running.dataDir)].map(({ name }) => name).sort(), FILES);
    }));
}

if (Deno.build.os !== "windows") {
  Deno.test("a link put where a secret goes is replaced, not followed", () =>
    withServer(async (running) => {
      const target = `${running.dataDir}/elsewhere`;
      await Deno.writeTextFile(target, "mine");
      for (const name of ["node.json", "open.html"]) await Deno.symlink(target, `${running.dataDir}/${name}`);
      await writeFiles(running);
      assertEquals(await Deno.readTextFile(target), "mine");
      assertEquals((await Deno.lstat(`${running.dataDir}/node.json`)).isFile, true);
    }));
}

/** What the other user runs: reads what he can, asks the port without a secret and with wrong ones. */
const INTRUDER = `
const [dataDir, port, folder] = Deno.args;
for (const name of ${JSON.stringify(FILES)}) {
  try {
    console.log("read " + await Deno.readTextFile(dataDir + "/" + name));
  } catch (error) {
    console.log(name + ": " + error.name);
  }
}
const ask = async (method, path, headers) => {
  const answer = await fetch("http://127.0.0.1:" + port + path, { method, headers, body: method === "POST" ? "{}" : undefined });
  const text = await answer.text();
  console.log(path.replace(/\\?.*/, "") + ": " + answer.status + (/Ann|parley_|\\/w\\//.test(text) ? " LEAK" : ""));
};
const json = { "content-type": "application/json" };
await ask("POST", "/api/snapshot", json);
await ask("POST", "/api/snapshot", { ...json, authorization: "Bearer " + "A".repeat(43) });
await ask("GET", "/events", {});
await ask("GET", "/", {});
await ask("GET", "/launch?token=" + "A".repeat(43), {});
await ask("GET", folder, { "sec-fetch-site": "none" });
`;

if (Deno.build.os !== "windows") {
  Deno.test("another user of this machine reads no secret and gets nothing from the port", () =>
    withServer(async (running) => {
      const { server, port, backend, dataDir } = running;
      await Deno.chmod(dataDir, 0o755); // even with the folder open: the files are closed by themselves
      await writeFiles(running);
      const { folder } = await enter(server);
      const { denoFor, script, clean } = await programForEverybody();
      try {
        const { code, stdout, stderr } = await new Deno.Command("setpriv", {
          args: [
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            denoFor,
            "run",
            "--quiet",
            "--no-config",
            "--allow-read",
            "--allow-net",
            script,
            dataDir,
            String(port),
            folder,
          ],
          cwd: "/",
          clearEnv: true,
          env: { DENO_DIR: `${script}.cache`, HOME: "/", NO_COLOR: "1" },
        }).output();
        const said = new TextDecoder().decode(stdout);
        assertEquals(code, 0, new TextDecoder().decode(stderr));
        assertEquals(said.trim().split("\n"), [
          ...FILES.map((name) => `${name}: PermissionDenied`),
          "/api/snapshot: 401",
          "/api/snapshot: 401",
          "/events: 401",
          "/: 200",
          "/launch: 401",
          `${folder}: 401`,
        ]);
        assertEquals(backend.calls, []);
        assertStringIncludes(await Deno.readTextFile(`${dataDir}/node.json`), server.token);
      } finally {
        await clean();
      }
    }));
}

/** A copy of this Deno and the script where another user may run them. */
async function programForEverybody() {
  const folder = await Deno.makeTempDir({ prefix: "parley-ui-other-" });
  await Deno.chmod(folder, 0o755);
  const [denoFor, script] = [`${folder}/deno`, `${folder}/intruder.ts`];
  await Deno.copyFile(Deno.execPath(), denoFor);
  await Deno.chmod(denoFor, 0o755);
  await Deno.writeTextFile(script, INTRUDER);
  await Deno.mkdir(`${script}.cache`);
  await Deno.chown(`${script}.cache`, 65534, 65534);
  return { denoFor, script, clean: () => Deno.remove(folder, { recursive: true }) };
}
