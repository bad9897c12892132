import { readFileIfThere, removeFile, writePrivateFile } from "./private_file.ts";

const NAME = "node.json";

/** What `node.json` in the profile folder says about the running node. Field names are a contract with scripts. */
export interface NodeFile {
  pid: number;
  /** Port of the local web server. */
  ui_port: number;
  /** Bearer token of the command line, 256 bits. */
  token: string;
  /** TLS port. */
  port: number;
}

/** Tell the command line where the node is. 0600: the token opens everything. */
export function writeTokenFile(dataDir: string, node: NodeFile): Promise<void> {
  return writePrivateFile(dataDir, NAME, JSON.stringify(node) + "\n");
}

/** Remove the file of this node; one that a later node wrote stays. */
export async function removeTokenFile(dataDir: string, token: string): Promise<void> {
  const node = await readTokenFile(dataDir);
  if (node === undefined || node.token === token) await removeFile(dataDir, NAME);
}

/** @returns undefined when there is none, or none that can be understood: then no node of this version runs */
export async function readTokenFile(dataDir: string): Promise<NodeFile | undefined> {
  const text = await readFileIfThere(dataDir, NAME);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isNodeFile(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isNodeFile(value: unknown): value is NodeFile {
  if (typeof value !== "object" || value === null) return false;
  const { pid, ui_port, token, port } = value as Record<string, unknown>;
  // No port yet: the program is locked.
  return isPort(ui_port) && (port === 0 || isPort(port)) && Number.isSafeInteger(pid) &&
    typeof token === "string" && /^[\w-]{43}$/.test(token);
}

function isPort(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) < 65_536;
}
