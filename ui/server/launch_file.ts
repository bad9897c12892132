import { join } from "node:path";
import { readFileIfThere, removeFile, writePrivateFile } from "./private_file.ts";

const NAME = "open.html";

/**
 * A page that forwards to the launch link. A browser started with this file does not show the token to other users in its
 * process arguments, as one started with the link would.
 * @returns path of the file, 0600; the server removes it when the link is used and when it stops
 */
export async function writeLaunchFile(dataDir: string, url: string): Promise<string> {
  const target = new URL(url).href.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  await writePrivateFile(
    dataDir,
    NAME,
    `<!doctype html><html><head><meta charset="utf-8"><title>Parley</title>` +
      `<meta name="referrer" content="no-referrer"><meta http-equiv="refresh" content="0;url=${target}"></head>` +
      `<body><a href="${target}">Parley</a></body></html>\n`,
  );
  return join(dataDir, NAME);
}

/** Remove the file; with a token, only when the file forwards to the link with that token. */
export async function removeLaunchFile(dataDir: string, token?: string): Promise<void> {
  if (token !== undefined && !(await readFileIfThere(dataDir, NAME))?.includes(token)) return;
  await removeFile(dataDir, NAME);
}
