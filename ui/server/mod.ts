/** The local web server and its client; `docs/specs/local-api-v1.md`. */
export type { AssetSource } from "./assets.ts";
export { ApiCallError, type ApiClient, connectToNode } from "./client.ts";
export { removeLaunchFile, writeLaunchFile } from "./launch_file.ts";
export { type NodeFile, readTokenFile, removeTokenFile, writeTokenFile } from "./token_file.ts";
export { startUiServer, type UiServer, type UiServerOptions } from "./ui_server.ts";
